-- New patients by asking, for each visit of a month, whether the same two met before that month.
SELECT
  p.provider_id,
  lower(p.specialty_source_value) AS specialty,
  make_date(y, m, 1) AS month,
  (SELECT count(*) FROM '{{data}}/visit_occurrence.parquet' v
    WHERE v.provider_id = p.provider_id AND year(v.visit_start_date) = y AND month(v.visit_start_date) = m) AS visits,
  len(list_distinct(seen)) AS patients,
  (SELECT count(*) FROM (
     SELECT v.person_id
     FROM '{{data}}/visit_occurrence.parquet' v
     WHERE v.provider_id = p.provider_id
     GROUP BY v.person_id
     HAVING min(v.visit_start_date) BETWEEN make_date(y, m, 1) AND last_day(make_date(y, m, 1)))) AS new_patients,
  len(list_filter(kinds, lambda kind: kind = 9201)) AS inpatient_visits,
  len(list_filter(kinds, lambda kind: kind = 9202)) AS outpatient_visits,
  len(list_filter(kinds, lambda kind: kind = 9203)) AS emergency_visits
FROM (
  SELECT provider_id, year(visit_start_date) AS y, month(visit_start_date) AS m, list(person_id) AS seen, list(visit_concept_id) AS kinds
  FROM '{{data}}/visit_occurrence.parquet'
  GROUP BY 1, 2, 3
) AS months, '{{data}}/provider.parquet' AS p
WHERE p.provider_id = months.provider_id
