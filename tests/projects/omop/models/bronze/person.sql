/* ---
kind: full
description: "Patients, exactly as the source gives them"
columns:
  person_source_value: {pii: identifier}
  birth_datetime: {pii: birth_date}
  day_of_birth: {pii: birth_date}
audits:
  - not_null: [person_id]
  - unique: [person_id]
  - row_count: {min: 1}
--- */
SELECT * FROM omop.person
