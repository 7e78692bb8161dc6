/* ---
kind: full
grain: [condition_id]
description: "Diagnoses with the days on which they began and ended"
columns:
  condition_id: {description: "Number of the diagnosis", audits: [not_null, unique]}
  person_id: {description: "Number of the patient", audits: [not_null]}
  visit_id: {description: "Visit in which it was made; NULL: none recorded"}
  concept_id: {description: "Concept of the condition", audits: [not_null]}
  condition: {description: "Name of the condition", audits: [not_null]}
  source_code: {description: "SNOMED code; the export had made numbers with a fraction of them"}
  began_on: {description: "Day on which it began", audits: [not_null]}
  ended_on: {description: "Day on which it ended; NULL: not over"}
--- */
SELECT
  conditions.condition_occurrence_id AS condition_id,
  conditions.person_id,
  conditions.visit_occurrence_id AS visit_id,
  {{> known_concept column="conditions.condition_concept_id"}} AS concept_id,
  concepts.name AS condition,
  {{> source_code column="conditions.condition_source_value"}} AS source_code,
  conditions.condition_start_date AS began_on,
  conditions.condition_end_date AS ended_on
FROM bronze.condition_occurrence AS conditions
LEFT JOIN silver.concepts AS concepts ON concepts.concept_id = conditions.condition_concept_id
