/* ---
description: Billed interventions with usable names.
--- */
SELECT
  ETB AS facility,
  DATE AS date,
  DURE AS duration
FROM bronze.billing
