/* ---
kind: embedded
grain: [person_id, year]
description: "The calendar years in which each patient was under observation for at least a day"
columns:
  person_id: {description: "Number of the patient"}
  year: {description: "The calendar year"}
--- */
WITH spans AS (
  SELECT person_id, unnest(range(year(first_day), year(last_day) + 1)) AS year
  FROM silver.observation_periods
)
SELECT DISTINCT person_id, CAST(year AS INTEGER) AS year
FROM spans
