/* ---
description: Billed interventions with usable names.
audits:
  - not_null: facility
    unique: [facility, date]
--- */
SELECT
  ETB AS facility,
  DATE AS date,
  DUREE AS duration
FROM bronze.billing
