/* ---
kind: full
grain: [measurement_id]
description: "Measurements that gave a number"
columns:
  measurement_id: {description: "Number of the measurement", audits: [not_null, unique]}
  person_id: {description: "Number of the patient", audits: [not_null]}
  visit_id: {description: "Visit in which it was made"}
  concept_id: {description: "Concept of what was measured", audits: [not_null]}
  measured: {description: "What was measured", audits: [not_null]}
  measured_on: {description: "Day of the measurement", audits: [not_null]}
  value: {description: "The number", audits: [not_null]}
  unit: {description: "Its unit in UCUM; NULL: none recorded"}
--- */
SELECT
  measurements.measurement_id,
  measurements.person_id,
  measurements.visit_occurrence_id AS visit_id,
  {{> known_concept column="measurements.measurement_concept_id"}} AS concept_id,
  concepts.name AS measured,
  measurements.measurement_date AS measured_on,
  measurements.value_as_number AS value,
  nullif(measurements.unit_source_value, '') AS unit
FROM bronze.measurement AS measurements
LEFT JOIN silver.concepts AS concepts ON concepts.concept_id = measurements.measurement_concept_id
WHERE measurements.value_as_number IS NOT NULL
