/* ---
description: Billed interventions with usable names.
grain: [facilty, date]
--- */
SELECT
  ETB AS facility,
  DATE AS date,
  DUREE AS duration
FROM bronze.billing
