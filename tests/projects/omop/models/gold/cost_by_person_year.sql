/* ---
kind: full
grain: [person_id, year]
description: >-
  What each patient used and cost in each year under observation. This data set records no costs at all: cost_records is 0 and the
  amounts are NULL, not 0, because nothing is known of them; what was used is there.
owner: finance
columns:
  person_id: {description: "Number of the patient"}
  year: {description: "Calendar year"}
  visits: {description: "Visits that began in that year", audits: [not_null]}
  nights: {description: "Nights of these visits", audits: [not_null]}
  procedures: {description: "Procedures", audits: [not_null]}
  drug_supplies: {description: "Supplies of drugs", audits: [not_null]}
  cost_records: {description: "Recorded costs", audits: [not_null, {accepted_range: {min: 0}}]}
  total_cost: {description: "Cost to the provider; NULL: nothing recorded"}
  total_paid: {description: "Amount paid; NULL: nothing recorded"}
  paid_by_patient: {description: "Amount paid by the patient; NULL: nothing recorded"}
audits:
  - not_null: [person_id, year]
  - unique: [person_id, year]
--- */
WITH visits AS (
  SELECT person_id, year(started_on) AS year, count(*) AS visits, sum(nights) AS nights
  FROM silver.visits
  GROUP BY ALL
),
procedures AS (
  SELECT person_id, year(done_on) AS year, count(*) AS procedures
  FROM silver.procedures
  GROUP BY ALL
),
drugs AS (
  SELECT person_id, year(first_day) AS year, count(*) AS drug_supplies
  FROM silver.drug_exposures
  GROUP BY ALL
),
costs AS (
  SELECT
    person_id,
    year(incurred_on) AS year,
    count(*) AS cost_records,
    sum(total_cost) AS total_cost,
    sum(total_paid) AS total_paid,
    sum(paid_by_patient) AS paid_by_patient
  FROM silver.costs
  GROUP BY ALL
)
SELECT
  years.person_id,
  years.year,
  coalesce(visits.visits, 0) AS visits,
  CAST(coalesce(visits.nights, 0) AS BIGINT) AS nights,
  coalesce(procedures.procedures, 0) AS procedures,
  coalesce(drugs.drug_supplies, 0) AS drug_supplies,
  coalesce(costs.cost_records, 0) AS cost_records,
  CAST(costs.total_cost AS DECIMAL(18,3)) AS total_cost,
  CAST(costs.total_paid AS DECIMAL(18,3)) AS total_paid,
  CAST(costs.paid_by_patient AS DECIMAL(18,3)) AS paid_by_patient
FROM silver.observed_years AS years
LEFT JOIN visits USING (person_id, year)
LEFT JOIN procedures USING (person_id, year)
LEFT JOIN drugs USING (person_id, year)
LEFT JOIN costs USING (person_id, year)
