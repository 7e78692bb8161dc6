/* ---
kind: full
description: "Deaths, exactly as the source gives them"
audits:
  - not_null: [person_id]
  - unique: [person_id]
  - row_count: {min: 1}
--- */
SELECT * FROM omop.death
