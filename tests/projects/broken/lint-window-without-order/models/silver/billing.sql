/* ---
description: Billed interventions with usable names.
grain: [facility, date]
--- */
SELECT
  ETB AS facility,
  DATE AS date,
  DUREE AS duration
FROM bronze.billing
