/* ---
kind: full
grain: [customer_key]
description: "What care each resident received, under the key that stands for the resident"
columns:
  customer_key: {description: "Stands for the resident", audits: [not_null, unique]}
  facility: {description: "Code of the home", audits: [not_null]}
  katz: {description: "Dependency on the Katz scale, as last known"}
  stay_days: {description: "Days from admission to departure, or to the last intervention known", audits: [{accepted_range: {min: 0}}]}
  interventions: {description: "Number of interventions", audits: [not_null]}
  care_minutes: {description: "Minutes of care", audits: [not_null]}
  first_care_on: {description: "Day of the first intervention; NULL: none"}
  last_care_on: {description: "Day of the last intervention; NULL: none"}
  care_billed: {description: "Amount billed for care, in euro", audits: [not_null]}
--- */
WITH known_until AS (SELECT max(date) AS day FROM silver.calendar)
SELECT
  residents.customer_key,
  residents.facility,
  residents.katz,
  greatest(coalesce(residents.left_on, known_until.day) - residents.admitted_on, 0) AS stay_days,
  count(billing.invoice_number) AS interventions,
  CAST(coalesce(sum(billing.duration), 0) AS DECIMAL(18,4)) AS care_minutes,
  min(billing.date) AS first_care_on,
  max(billing.date) AS last_care_on,
  CAST(coalesce(sum(billing.amount), 0) AS DECIMAL(18,4)) AS care_billed
FROM silver.residents AS residents
CROSS JOIN known_until
LEFT JOIN silver.billing AS billing ON billing.customer_key = residents.customer_key
GROUP BY residents.customer_key, residents.facility, residents.katz, residents.left_on, residents.admitted_on, known_until.day
