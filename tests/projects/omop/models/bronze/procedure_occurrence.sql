/* ---
kind: full
description: "Procedures, exactly as the source gives them"
audits:
  - not_null: [procedure_occurrence_id]
  - unique: [procedure_occurrence_id]
  - row_count: {min: 1}
--- */
SELECT * FROM omop.procedure_occurrence
