/* ---
kind: full
grain: [provider_id]
description: "Physicians without their names"
columns:
  provider_id: {description: "Number of the physician", audits: [not_null, unique]}
  specialty: {description: "Specialty as recorded, in small letters", audits: [not_null]}
  sex: {description: "female, male or unknown", audits: [{accepted_values: [female, male, unknown]}]}
--- */
SELECT
  provider_id,
  lower(trim(specialty_source_value)) AS specialty,
  CASE gender_source_value WHEN 'F' THEN 'female' WHEN 'M' THEN 'male' ELSE 'unknown' END AS sex
FROM bronze.provider
