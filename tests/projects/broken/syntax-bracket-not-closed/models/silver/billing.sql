/* ---
description: Billed interventions with usable names.
--- */
SELECT
  ETB AS facility,
  DATE AS date,
  round(DUREE / 60 AS duration
FROM bronze.billing
