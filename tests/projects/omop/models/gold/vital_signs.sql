/* ---
kind: full
grain: [person_id, concept_id]
description: "Last value, change and range of each patient's vital signs"
columns:
  person_id: {description: "Number of the patient"}
  concept_id: {description: "Concept of the vital sign"}
  vital_sign: {description: "Name of the vital sign", audits: [not_null]}
  unit: {description: "Unit of the values"}
  measurements: {description: "Number of measurements", audits: [{accepted_range: {min: 1}}]}
  last_measured_on: {description: "Day of the last measurement", audits: [not_null]}
  last_value: {description: "Its value", audits: [not_null]}
  change: {description: "Last value less the one before; NULL: there is only one"}
  lowest: {description: "Lowest value", audits: [not_null]}
  highest: {description: "Highest value", audits: [not_null]}
audits:
  - not_null: [person_id, concept_id]
  - unique: [person_id, concept_id]
--- */
WITH signs AS (
  SELECT
    person_id,
    concept_id,
    measured,
    unit,
    measured_on,
    value,
    row_number() OVER (PARTITION BY person_id, concept_id ORDER BY measured_on DESC, measurement_id DESC) AS recency,
    lead(value) OVER (PARTITION BY person_id, concept_id ORDER BY measured_on DESC, measurement_id DESC) AS value_before,
    count(*) OVER (PARTITION BY person_id, concept_id) AS measurements,
    min(value) OVER (PARTITION BY person_id, concept_id) AS lowest,
    max(value) OVER (PARTITION BY person_id, concept_id) AS highest
  FROM silver.measurements
  -- Height, weight, body mass index, both blood pressures, heart and respiratory rate.
  WHERE concept_id IN (3036277, 3025315, 3038553, 3004249, 3012888, 3027018, 3024171)
)
SELECT
  person_id,
  concept_id,
  measured AS vital_sign,
  unit,
  measurements,
  measured_on AS last_measured_on,
  value AS last_value,
  CAST(value - value_before AS DECIMAL(18,3)) AS change,
  lowest,
  highest
FROM signs
WHERE recency = 1
