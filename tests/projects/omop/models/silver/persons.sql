/* ---
kind: full
grain: [person_id]
description: "Patients without what names them; of the birth date only the year stays"
columns:
  person_id: {description: "Number of the patient", audits: [not_null, unique]}
  sex: {description: "female, male or unknown", audits: [{accepted_values: [female, male, unknown]}]}
  year_of_birth: {description: "Year of birth", audits: [not_null, {accepted_range: {min: 1900, max: 2022}}]}
  race: {description: "Race as recorded"}
  is_hispanic: {description: "Whether recorded as hispanic", audits: [not_null]}
  died_on: {description: "Day of death; NULL: none recorded"}
--- */
SELECT
  person_id,
  CASE gender_concept_id WHEN 8532 THEN 'female' WHEN 8507 THEN 'male' ELSE 'unknown' END AS sex,
  year_of_birth,
  race_source_value AS race,
  coalesce(ethnicity_source_value = 'hispanic', false) AS is_hispanic,
  deaths.death_date AS died_on
FROM bronze.person AS persons
LEFT JOIN bronze.death AS deaths USING (person_id)
