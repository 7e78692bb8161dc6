/* ---
kind: full
grain: [visit_id]
description: "Visits with their kind and length"
columns:
  visit_id: {description: "Number of the visit", audits: [not_null, unique]}
  person_id: {description: "Number of the patient", audits: [not_null]}
  provider_id: {description: "Number of the physician", audits: [not_null]}
  visit_type: {description: "inpatient, outpatient, emergency or other", audits: [{accepted_values: [inpatient, outpatient, emergency, other]}]}
  concept_id: {description: "Concept of the kind of visit"}
  started_on: {description: "First day", audits: [not_null]}
  ended_on: {description: "Last day, never before the first", audits: [not_null]}
  nights: {description: "Nights between first and last day", audits: [not_null, {accepted_range: {min: 0, max: 366}}]}
--- */
WITH visits AS (
  SELECT
    visit_occurrence_id AS visit_id,
    person_id,
    provider_id,
    CASE visit_concept_id WHEN 9201 THEN 'inpatient' WHEN 9202 THEN 'outpatient' WHEN 9203 THEN 'emergency' ELSE 'other' END AS visit_type,
    visit_concept_id AS concept_id,
    visit_start_date AS started_on,
    greatest(visit_start_date, coalesce(visit_end_date, visit_start_date)) AS ended_on
  FROM bronze.visit_occurrence
)
SELECT visit_id, person_id, provider_id, visit_type, concept_id, started_on, ended_on, ended_on - started_on AS nights
FROM visits
