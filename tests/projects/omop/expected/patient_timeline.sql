-- Each patient's events as one sorted list, taken apart again with its positions.
WITH e AS (
  SELECT person_id, {d: visit_start_date, t: 'visit', i: visit_occurrence_id,
    n: CASE visit_concept_id WHEN 9201 THEN 'inpatient visit' WHEN 9202 THEN 'outpatient visit' WHEN 9203 THEN 'emergency visit' END} AS s
  FROM '{{data}}/visit_occurrence.parquet'
  UNION ALL
  SELECT person_id, {d: condition_start_date, t: 'condition', i: condition_occurrence_id, n: trim(concept_name)}
  FROM '{{data}}/condition_occurrence.parquet' JOIN '{{data}}/concept.parquet' ON concept_id = condition_concept_id
  UNION ALL
  SELECT person_id, {d: drug_exposure_start_date, t: 'drug', i: drug_exposure_id, n: trim(concept_name)}
  FROM '{{data}}/drug_exposure.parquet' JOIN '{{data}}/concept.parquet' ON concept_id = drug_concept_id
  UNION ALL
  SELECT person_id, {d: procedure_date, t: 'procedure', i: procedure_occurrence_id, n: trim(concept_name)}
  FROM '{{data}}/procedure_occurrence.parquet' JOIN '{{data}}/concept.parquet' ON concept_id = procedure_concept_id
  UNION ALL
  SELECT person_id, {d: death_date, t: 'death', i: person_id, n: 'death'} FROM '{{data}}/death.parquet'
),
lists AS (SELECT person_id, list_sort(list(s)) AS sorted FROM e GROUP BY person_id),
positions AS (SELECT person_id, sorted, unnest(range(1, len(sorted) + 1)) AS k FROM lists)
SELECT
  positions.person_id,
  k AS event_number,
  sorted[k].d AS event_date,
  sorted[k].t AS event_type,
  sorted[k].i AS event_id,
  sorted[k].n AS event,
  (year(sorted[k].d) - year(birth_datetime))::INTEGER AS age,
  CASE WHEN k > 1 THEN sorted[k].d - sorted[k - 1].d END AS days_since_previous
FROM positions JOIN '{{data}}/person.parquet' person ON person.person_id = positions.person_id
