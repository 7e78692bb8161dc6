/* ---
description: Billed interventions with usable names.
--- */
SELECT
  ETB AS facility,
  DATE AS date,
  'min AS duration
FROM bronze.billing
