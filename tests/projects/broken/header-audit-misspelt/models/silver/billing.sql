/* ---
description: Billed interventions with usable names.
audits:
  - uniqe: [facility, date]
--- */
SELECT
  ETB AS facility,
  DATE AS date,
  DUREE AS duration
FROM bronze.billing
