/* ---
kind: full
grain: [concept_id]
description: "Names of what the data refer to by number"
columns:
  concept_id: {description: "Number of the concept", audits: [not_null, unique]}
  name: {description: "Its name in English", audits: [not_null]}
  domain: {description: "What it is: Condition, Drug, Procedure, Measurement, …", audits: [not_null]}
  is_standard: {description: "Whether the vocabulary recommends it", audits: [not_null]}
--- */
SELECT
  concept_id,
  trim(concept_name) AS name,
  domain_id AS domain,
  standard_concept IS NOT DISTINCT FROM 'S' AS is_standard
FROM bronze.concept
