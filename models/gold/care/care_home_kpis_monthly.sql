/* ---
kind: full
grain: [facility, month]
description: "Care against the plan, and care per day that a resident was present, for each home and month"
columns:
  facility: {description: "Code of the home"}
  name: {description: "Name of the home", audits: [not_null]}
  region: {description: "Region that licenses the home"}
  month: {description: "First day of the month"}
  interventions: {description: "Number of interventions", audits: [not_null]}
  care_minutes: {description: "Minutes of care", audits: [not_null, {accepted_range: {min: 0}}]}
  resident_days: {description: "Sum over the days of the residents present", audits: [not_null, {accepted_range: {min: 0}}]}
  minutes_per_resident_day: {description: "Care minutes per day that a resident was present; NULL where nobody was"}
  planned_minutes: {description: "Planned minutes per day times the days on which the home was open", audits: [not_null]}
  reached: {description: "Care minutes as a share of the plan; 1 is all of it", audits: [{accepted_range: {min: 0}}]}
audits:
  - not_null: [facility, month]
  - unique: [facility, month]
--- */
WITH presence AS (
  SELECT facility, month, CAST(sum(residents_present) AS BIGINT) AS resident_days, count(*) AS days
  FROM gold.occupancy_daily
  GROUP BY facility, month
),
care AS (
  SELECT
    facility,
    {{> month_of date="date"}} AS month,
    CAST(sum(interventions) AS BIGINT) AS interventions,
    CAST(sum(care_minutes) AS DECIMAL(18,4)) AS care_minutes
  FROM gold.care_home_kpis_daily
  GROUP BY ALL
)
SELECT
  facilities.facility,
  facilities.name,
  facilities.region,
  presence.month,
  coalesce(care.interventions, 0) AS interventions,
  coalesce(care.care_minutes, 0) AS care_minutes,
  presence.resident_days,
  CAST(coalesce(care.care_minutes, 0) / nullif(presence.resident_days, 0) AS DECIMAL(18,4)) AS minutes_per_resident_day,
  CAST(facilities.target_minutes_per_day * presence.days AS DECIMAL(18,2)) AS planned_minutes,
  CAST(coalesce(care.care_minutes, 0) / (facilities.target_minutes_per_day * presence.days) AS DECIMAL(9,4)) AS reached
FROM presence
JOIN silver.facilities AS facilities USING (facility)
LEFT JOIN care ON care.facility = presence.facility AND care.month = presence.month
