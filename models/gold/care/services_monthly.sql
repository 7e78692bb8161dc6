/* ---
kind: full
grain: [facility, month, category]
description: "What kind of care each home gave in each month"
columns:
  facility: {description: "Code of the home"}
  month: {description: "First day of the month"}
  category: {description: "hygiene, nursing, mobility or daily living", audits: [{accepted_values: [hygiene, nursing, mobility, daily living]}]}
  interventions: {description: "Number of interventions", audits: [{accepted_range: {min: 1}}]}
  residents: {description: "Distinct residents who received them", audits: [{accepted_range: {min: 1}}]}
  care_minutes: {description: "Minutes of care", audits: [not_null]}
  median_minutes: {description: "Median length of an intervention; NULL where no length was recorded"}
audits:
  - not_null: [facility, month, category]
  - unique: [facility, month, category]
--- */
SELECT
  billing.facility,
  {{> month_of date="billing.date"}} AS month,
  services.category,
  count(*) AS interventions,
  count(DISTINCT billing.customer_key) AS residents,
  CAST(coalesce(sum(billing.duration), 0) AS DECIMAL(18,4)) AS care_minutes,
  CAST(median(billing.duration) AS DECIMAL(18,4)) AS median_minutes
FROM silver.billing AS billing
JOIN silver.services AS services
  ON services.service_code = billing.service_code
  AND billing.date >= services.valid_from
  AND billing.date < services.valid_until
GROUP BY ALL
