-- Day by day: every covered day is a row; an era begins on a day before which the last 31 days had none.
WITH covered AS (
  SELECT DISTINCT person_id, drug_concept_id AS concept_id,
    unnest(generate_series(drug_exposure_start_date, drug_exposure_end_date, INTERVAL 1 DAY))::DATE AS day
  FROM '{{data}}/drug_exposure.parquet'
),
starts AS (
  SELECT c.*
  FROM covered c
  WHERE NOT EXISTS (
    FROM covered b
    WHERE b.person_id = c.person_id AND b.concept_id = c.concept_id AND b.day < c.day AND b.day >= c.day - 31)
),
eras AS (
  SELECT s.person_id, s.concept_id, s.day AS first_day,
    (SELECT max(c.day) FROM covered c
      WHERE c.person_id = s.person_id AND c.concept_id = s.concept_id
        AND c.day < coalesce((SELECT min(n.day) FROM starts n
              WHERE n.person_id = s.person_id AND n.concept_id = s.concept_id AND n.day > s.day), DATE '2999-01-01')) AS last_day
  FROM starts s
),
days AS (SELECT person_id, concept_id, count(*) AS days_covered, min(day) AS first_day, max(day) AS last_day FROM covered GROUP BY 1, 2),
era_figures AS (SELECT person_id, concept_id, count(*) AS eras, max(last_day - first_day) + 1 AS longest_era_days FROM eras GROUP BY 1, 2)
SELECT
  days.person_id,
  days.concept_id,
  trim(names.concept_name) AS drug,
  (SELECT count(*) FROM '{{data}}/drug_exposure.parquet' d
    WHERE d.person_id = days.person_id AND d.drug_concept_id = days.concept_id) AS supplies,
  first_day,
  last_day,
  days_covered,
  eras,
  longest_era_days,
  (days_covered::DOUBLE / (last_day - first_day + 1))::DECIMAL(9,4) AS share_covered
FROM days
JOIN era_figures USING (person_id, concept_id)
JOIN '{{data}}/concept.parquet' names ON names.concept_id = days.concept_id
