/* ---
kind: full
description: "Physicians, exactly as the source gives them"
columns:
  provider_name: {pii: name}
  npi: {pii: identifier}
  dea: {pii: identifier}
  provider_source_value: {pii: identifier}
audits:
  - not_null: [provider_id]
  - unique: [provider_id]
  - row_count: {min: 1}
--- */
SELECT * FROM omop.provider
