/* ---
description: Billed interventions with usable names.
cron: "*/15 * * * *"
--- */
SELECT
  ETB AS facility,
  DATE AS date,
  DUREE AS duration
FROM bronze.billing
