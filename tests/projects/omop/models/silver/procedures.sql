/* ---
kind: full
grain: [procedure_id]
description: "Procedures"
columns:
  procedure_id: {description: "Number of the procedure", audits: [not_null, unique]}
  person_id: {description: "Number of the patient", audits: [not_null]}
  visit_id: {description: "Visit in which it was done"}
  concept_id: {description: "Concept of the procedure", audits: [not_null]}
  procedure: {description: "Name of the procedure", audits: [not_null]}
  done_on: {description: "Day of the procedure", audits: [not_null]}
--- */
SELECT
  procedures.procedure_occurrence_id AS procedure_id,
  procedures.person_id,
  procedures.visit_occurrence_id AS visit_id,
  {{> known_concept column="procedures.procedure_concept_id"}} AS concept_id,
  concepts.name AS procedure,
  procedures.procedure_date AS done_on
FROM bronze.procedure_occurrence AS procedures
LEFT JOIN silver.concepts AS concepts ON concepts.concept_id = procedures.procedure_concept_id
