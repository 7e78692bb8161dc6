/* ---
description: Billed interventions with usable names.
columns:
  duration: {type: DOUBLE}
--- */
SELECT
  ETB AS facility,
  DATE AS date,
  DUREE AS duration
FROM bronze.billing
