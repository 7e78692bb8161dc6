/* ---
description: Billed interventions with usable names.
--- */
SELECT
  ETB AS facility,
  DATE AS date,
  'déjà vu 🌲' AS note, DUREE ** AS duration
FROM bronze.billing
