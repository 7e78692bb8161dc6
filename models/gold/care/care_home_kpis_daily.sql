/* ---
kind: full
grain: [facility, date]
description: "Care given in each home on each day that had any: the figures of the morning meeting"
columns:
  facility: {description: "Code of the home"}
  date: {description: "Day of the interventions"}
  care_minutes: {description: "Minutes of care; interventions without a length count as none", audits: [not_null, {accepted_range: {min: 0}}]}
  residents: {description: "Distinct residents who received care", audits: [{accepted_range: {min: 1}}]}
  interventions: {description: "Number of interventions", audits: [{accepted_range: {min: 1}}]}
  without_duration: {description: "Interventions whose length was not recorded", audits: [{accepted_range: {min: 0}}]}
  late_interventions: {description: "Interventions recorded too late for the first daily figures", audits: [{accepted_range: {min: 0}}]}
audits:
  - not_null: [facility, date]
  - unique: [facility, date]
--- */
SELECT
  facility,
  date,
  CAST(coalesce(sum(duration), 0) AS DECIMAL(18,4)) AS care_minutes,
  count(DISTINCT customer_key) AS residents,
  count(*) AS interventions,
  count(*) FILTER (WHERE duration IS NULL) AS without_duration,
  count(*) FILTER (WHERE is_late) AS late_interventions
FROM silver.billing
GROUP BY facility, date
