/* ---
kind: full
grain: [provider_id, month]
description: "How many visits each physician had in each month, of which kind, and how many patients were new"
columns:
  provider_id: {description: "Number of the physician"}
  specialty: {description: "Specialty of the physician", audits: [not_null]}
  month: {description: "First day of the month in which the visits began"}
  visits: {description: "Number of visits", audits: [{accepted_range: {min: 1}}]}
  patients: {description: "Distinct patients", audits: [{accepted_range: {min: 1}}]}
  new_patients: {description: "Patients whose first visit to this physician was in this month", audits: [{accepted_range: {min: 0}}]}
  inpatient_visits: {description: "Visits with a stay in hospital"}
  outpatient_visits: {description: "Visits without a stay"}
  emergency_visits: {description: "Visits to the emergency room"}
audits:
  - not_null: [provider_id, month]
  - unique: [provider_id, month]
--- */
WITH visits AS (
  SELECT
    provider_id,
    person_id,
    visit_type,
    {{> month_of date="started_on"}} AS month,
    {{> month_of date="min(started_on) OVER (PARTITION BY provider_id, person_id)"}} AS first_month
  FROM silver.visits
)
SELECT
  visits.provider_id,
  providers.specialty,
  visits.month,
  count(*) AS visits,
  count(DISTINCT visits.person_id) AS patients,
  count(DISTINCT visits.person_id) FILTER (WHERE visits.month = visits.first_month) AS new_patients,
  count(*) FILTER (WHERE visits.visit_type = 'inpatient') AS inpatient_visits,
  count(*) FILTER (WHERE visits.visit_type = 'outpatient') AS outpatient_visits,
  count(*) FILTER (WHERE visits.visit_type = 'emergency') AS emergency_visits
FROM visits
JOIN silver.providers AS providers USING (provider_id)
GROUP BY visits.provider_id, providers.specialty, visits.month
