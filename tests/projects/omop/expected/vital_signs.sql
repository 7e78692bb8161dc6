-- The last two values as the head of a sorted list.
WITH m AS (
  SELECT person_id, measurement_concept_id AS concept_id, any_value(unit_source_value) AS unit, count(*) AS measurements,
    list_reverse_sort(list({d: measurement_date, i: measurement_id, v: value_as_number})) AS newest,
    min(value_as_number) AS lowest, max(value_as_number) AS highest
  FROM '{{data}}/measurement.parquet'
  WHERE value_as_number IS NOT NULL AND measurement_concept_id IN (
    SELECT concept_id FROM '{{data}}/concept.parquet'
    WHERE concept_name IN ('Body height', 'Body weight', 'Body mass index (BMI) [Ratio]', 'Systolic blood pressure',
      'Diastolic blood pressure', 'Heart rate', 'Respiratory rate') AND standard_concept = 'S')
  GROUP BY 1, 2
)
SELECT
  person_id, concept_id,
  (SELECT trim(concept_name) FROM '{{data}}/concept.parquet' c WHERE c.concept_id = m.concept_id) AS vital_sign,
  unit, measurements,
  newest[1].d AS last_measured_on,
  newest[1].v AS last_value,
  (newest[1].v - newest[2].v)::DECIMAL(18,3) AS change,
  lowest, highest
FROM m
