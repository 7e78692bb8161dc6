/* ---
description: Billed interventions with usable names.
audits:
  - row_count: {}
--- */
SELECT
  ETB AS facility,
  DATE AS date,
  DUREE AS duration
FROM bronze.billing
