/* ---
kind: full
description: "Measurements and laboratory results, exactly as the source gives them"
audits:
  - not_null: [measurement_id]
  - unique: [measurement_id]
  - row_count: {min: 1}
--- */
SELECT * FROM omop.measurement
