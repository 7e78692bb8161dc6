/* ---
kind: full
grain: [exposure_id]
description: "Supplies of drugs with the days on which they are taken"
columns:
  exposure_id: {description: "Number of the supply", audits: [not_null, unique]}
  person_id: {description: "Number of the patient", audits: [not_null]}
  visit_id: {description: "Visit in which it was prescribed"}
  concept_id: {description: "Concept of the drug", audits: [not_null]}
  drug: {description: "Name of the drug", audits: [not_null]}
  source_code: {description: "RxNorm or CVX code; the export had made numbers with a fraction of them"}
  first_day: {description: "First day", audits: [not_null]}
  last_day: {description: "Last day, never before the first", audits: [not_null]}
  days_supply: {description: "Days that the supply is for", audits: [not_null, {accepted_range: {min: 0}}]}
--- */
SELECT
  exposures.drug_exposure_id AS exposure_id,
  exposures.person_id,
  exposures.visit_occurrence_id AS visit_id,
  {{> known_concept column="exposures.drug_concept_id"}} AS concept_id,
  concepts.name AS drug,
  {{> source_code column="exposures.drug_source_value"}} AS source_code,
  exposures.drug_exposure_start_date AS first_day,
  greatest(exposures.drug_exposure_start_date, coalesce(exposures.drug_exposure_end_date, exposures.drug_exposure_start_date)) AS last_day,
  coalesce(exposures.days_supply, 0) AS days_supply
FROM bronze.drug_exposure AS exposures
LEFT JOIN silver.concepts AS concepts ON concepts.concept_id = exposures.drug_concept_id
