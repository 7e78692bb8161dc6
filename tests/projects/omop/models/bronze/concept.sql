/* ---
kind: full
description: "The part of the OMOP vocabulary that the data refer to, exactly as the source gives them"
audits:
  - not_null: [concept_id]
  - unique: [concept_id]
  - row_count: {min: 1}
--- */
SELECT * FROM omop.concept
