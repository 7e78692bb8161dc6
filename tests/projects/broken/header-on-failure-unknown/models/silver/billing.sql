/* ---
description: Billed interventions with usable names.
audits:
  - not_null: facility
    on_failure: warning
--- */
SELECT
  ETB AS facility,
  DATE AS date,
  DUREE AS duration
FROM bronze.billing
