-- Every year from 1900 against every pair of patient and condition, by dates instead of years.
WITH years AS (SELECT y::INTEGER AS year, make_date(y::INTEGER, 1, 1) AS a, make_date(y::INTEGER, 12, 31) AS b FROM range(1900, 2030) t(y)),
observed AS (
  SELECT year, a, b, person_id
  FROM years
  JOIN '{{data}}/observation_period.parquet' ON observation_period_start_date <= b AND observation_period_end_date >= a
),
had AS (
  SELECT o.year, c.condition_concept_id AS concept_id, c.person_id,
    min(f.first_start) AS first_start
  FROM observed o
  JOIN '{{data}}/condition_occurrence.parquet' c
    ON c.person_id = o.person_id AND c.condition_start_date <= o.b AND coalesce(c.condition_end_date, DATE '2999-12-31') >= o.a
  JOIN (
    SELECT person_id, condition_concept_id, min(condition_start_date) AS first_start
    FROM '{{data}}/condition_occurrence.parquet' GROUP BY 1, 2
  ) f ON f.person_id = c.person_id AND f.condition_concept_id = c.condition_concept_id
  GROUP BY 1, 2, 3
)
SELECT
  year,
  concept_id,
  (SELECT trim(concept_name) FROM '{{data}}/concept.parquet' n WHERE n.concept_id = had.concept_id) AS condition,
  count(DISTINCT person_id) AS patients,
  count(DISTINCT CASE WHEN year(first_start) = year THEN person_id END) AS new_patients,
  (SELECT count(DISTINCT person_id) FROM observed o WHERE o.year = had.year) AS observed,
  (count(DISTINCT person_id)::DOUBLE / (SELECT count(DISTINCT person_id) FROM observed o WHERE o.year = had.year))::DECIMAL(9,6) AS prevalence
FROM had
GROUP BY year, concept_id
