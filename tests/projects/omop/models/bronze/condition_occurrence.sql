/* ---
kind: full
description: "Diagnoses, exactly as the source gives them"
audits:
  - not_null: [condition_occurrence_id]
  - unique: [condition_occurrence_id]
  - row_count: {min: 1}
--- */
SELECT * FROM omop.condition_occurrence
