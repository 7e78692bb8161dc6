-- Joins of aggregates where the model has correlated subqueries.
WITH days AS (
  SELECT person_id, visit_start_date AS d FROM '{{data}}/visit_occurrence.parquet'
  UNION ALL SELECT person_id, condition_start_date FROM '{{data}}/condition_occurrence.parquet'
  UNION ALL SELECT person_id, drug_exposure_start_date FROM '{{data}}/drug_exposure.parquet'
  UNION ALL SELECT person_id, procedure_date FROM '{{data}}/procedure_occurrence.parquet'
  UNION ALL SELECT person_id, death_date FROM '{{data}}/death.parquet'
),
gaps AS (SELECT person_id, d, d - lag(d) OVER (PARTITION BY person_id ORDER BY d) AS gap FROM days),
timeline AS (SELECT person_id, count(*) AS events, min(d) AS first_event_on, max(d) AS last_event_on, max(gap) AS longest FROM gaps GROUP BY 1),
years AS (
  SELECT person_id, count(DISTINCT y) AS years_observed
  FROM '{{data}}/observation_period.parquet', range(1900, 2030) t(y)
  WHERE y BETWEEN year(observation_period_start_date) AND year(observation_period_end_date)
  GROUP BY 1
),
open_ones AS (SELECT person_id, count(DISTINCT condition_concept_id) AS n FROM '{{data}}/condition_occurrence.parquet' WHERE condition_end_date IS NULL GROUP BY 1),
seen AS (SELECT person_id, count(DISTINCT provider_id) AS n FROM '{{data}}/visit_occurrence.parquet' GROUP BY 1)
SELECT
  p.person_id,
  CASE p.gender_source_value WHEN 'F' THEN 'female' WHEN 'M' THEN 'male' ELSE 'unknown' END AS sex,
  p.year_of_birth,
  p.person_id IN (SELECT person_id FROM '{{data}}/death.parquet') AS is_deceased,
  coalesce(years.years_observed, 0) AS years_observed,
  coalesce(timeline.events, 0) AS events,
  timeline.first_event_on,
  timeline.last_event_on,
  timeline.longest AS longest_silence_days,
  coalesce(open_ones.n, 0) AS open_conditions,
  coalesce(seen.n, 0) AS physicians
FROM '{{data}}/person.parquet' p
LEFT JOIN timeline ON timeline.person_id = p.person_id
LEFT JOIN years ON years.person_id = p.person_id
LEFT JOIN open_ones ON open_ones.person_id = p.person_id
LEFT JOIN seen ON seen.person_id = p.person_id
