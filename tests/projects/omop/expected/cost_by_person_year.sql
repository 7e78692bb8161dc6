-- All events stacked with the measures that each brings, over the years of the observation period counted one by one.
WITH stacked AS (
  SELECT person_id, visit_start_date AS d, 1 AS visits, visit_end_date - visit_start_date AS nights, 0 AS procedures, 0 AS drugs,
    'Visit' AS domain, visit_occurrence_id AS id
  FROM '{{data}}/visit_occurrence.parquet'
  UNION ALL
  SELECT person_id, procedure_date, 0, 0, 1, 0, 'Procedure', procedure_occurrence_id FROM '{{data}}/procedure_occurrence.parquet'
  UNION ALL
  SELECT person_id, drug_exposure_start_date, 0, 0, 0, 1, 'Drug', drug_exposure_id FROM '{{data}}/drug_exposure.parquet'
  UNION ALL
  SELECT person_id, condition_start_date, 0, 0, 0, 0, 'Condition', condition_occurrence_id FROM '{{data}}/condition_occurrence.parquet'
),
priced AS (
  SELECT stacked.*, c.cost_id, c.total_cost, c.total_paid, c.paid_by_patient
  FROM stacked LEFT JOIN '{{data}}/cost.parquet' c ON c.cost_domain_id = stacked.domain AND c.cost_event_id = stacked.id
)
SELECT
  o.person_id,
  y::INTEGER AS year,
  coalesce(sum(visits), 0)::BIGINT AS visits,
  coalesce(sum(nights), 0)::BIGINT AS nights,
  coalesce(sum(procedures), 0)::BIGINT AS procedures,
  coalesce(sum(drugs), 0)::BIGINT AS drug_supplies,
  count(cost_id) AS cost_records,
  sum(total_cost)::DECIMAL(18,3) AS total_cost,
  sum(total_paid)::DECIMAL(18,3) AS total_paid,
  sum(paid_by_patient)::DECIMAL(18,3) AS paid_by_patient
FROM '{{data}}/observation_period.parquet' o
JOIN range(1900, 2030) years(y) ON y BETWEEN year(observation_period_start_date) AND year(observation_period_end_date)
LEFT JOIN priced p ON p.person_id = o.person_id AND year(p.d) = y
GROUP BY 1, 2
