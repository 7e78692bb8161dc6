/* ---
kind: full
description: "Spans of time in which a patient is under observation, exactly as the source gives them"
audits:
  - not_null: [observation_period_id]
  - unique: [observation_period_id]
  - row_count: {min: 1}
--- */
SELECT * FROM omop.observation_period
