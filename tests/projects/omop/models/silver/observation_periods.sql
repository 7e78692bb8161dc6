/* ---
kind: view
grain: [person_id, first_day]
description: "Spans of time in which a patient is under observation"
columns:
  person_id: {description: "Number of the patient"}
  first_day: {description: "First day of the span"}
  last_day: {description: "Last day of the span"}
--- */
SELECT person_id, observation_period_start_date AS first_day, observation_period_end_date AS last_day
FROM bronze.observation_period
