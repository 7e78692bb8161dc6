/* ---
description: Billed interventions with usable names.
columns:
  durration: {description: Minutes}
--- */
SELECT
  ETB AS facility,
  DATE AS date,
  DUREE AS duration
FROM bronze.billing
