-- One pass with grouping sets: the year's own total stands in the row without a visit type.
WITH v AS (
  SELECT
    map {9201: 'inpatient', 9202: 'outpatient', 9203: 'emergency'}[visit_concept_id] AS visit_type,
    year(visit_start_date)::INTEGER AS year,
    date_diff('day', visit_start_date, visit_end_date) AS nights
  FROM '{{data}}/visit_occurrence.parquet'
),
g AS (
  SELECT
    visit_type, year, grouping(visit_type) AS is_total, count(*) AS visits,
    sum(CASE WHEN nights >= 1 THEN 1 ELSE 0 END)::BIGINT AS overnight_visits,
    sum(nights)::BIGINT AS nights,
    quantile_cont(nights, 0.5) AS median_nights,
    max(nights) AS longest_nights
  FROM v
  GROUP BY GROUPING SETS ((visit_type, year), (year))
)
SELECT
  k.visit_type, k.year, k.visits, k.overnight_visits, k.nights,
  (k.nights::DOUBLE / k.visits)::DECIMAL(9,4) AS average_nights,
  k.median_nights::DECIMAL(9,1) AS median_nights,
  k.longest_nights,
  (CASE WHEN t.nights > 0 THEN k.nights::DOUBLE / t.nights END)::DECIMAL(9,4) AS share_of_year
FROM g k JOIN g t ON t.year = k.year AND t.is_total = 1 AND k.is_total = 0
