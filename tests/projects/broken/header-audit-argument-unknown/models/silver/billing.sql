/* ---
description: Billed interventions with usable names.
audits:
  - accepted_range: {column: duration, minimum: 0}
--- */
SELECT
  ETB AS facility,
  DATE AS date,
  DUREE AS duration
FROM bronze.billing
