/* ---
description: Billed interventions with usable names.
audits:
  - not_null: [facility, minutes]
--- */
SELECT
  ETB AS facility,
  DATE AS date,
  DUREE AS duration
FROM bronze.billing
