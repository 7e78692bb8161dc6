/* ---
description: Billed interventions with usable names.
columns:
  facility:
    audits: [not_nul]
--- */
SELECT
  ETB AS facility,
  DATE AS date,
  DUREE AS duration
FROM bronze.billing
