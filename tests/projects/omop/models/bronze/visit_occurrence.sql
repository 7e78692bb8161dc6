/* ---
kind: full
description: "Visits, exactly as the source gives them"
audits:
  - not_null: [visit_occurrence_id]
  - unique: [visit_occurrence_id]
  - row_count: {min: 1}
--- */
SELECT * FROM omop.visit_occurrence
