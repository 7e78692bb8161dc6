/* ---
kind: full
grain: [year, concept_id]
description: "Share of the patients under observation in a year who had a condition in that year, for every condition that anybody had"
columns:
  year: {description: "Calendar year"}
  concept_id: {description: "Concept of the condition"}
  condition: {description: "Name of the condition", audits: [not_null]}
  patients: {description: "Patients under observation who had it in that year", audits: [{accepted_range: {min: 1}}]}
  new_patients: {description: "Of these, patients in whom it began for the first time in that year", audits: [{accepted_range: {min: 0}}]}
  observed: {description: "Patients under observation in that year", audits: [{accepted_range: {min: 1}}]}
  prevalence: {description: "patients / observed", audits: [{accepted_range: {min: 0, max: 1}}]}
audits:
  - not_null: [year, concept_id]
  - unique: [year, concept_id]
--- */
WITH observed AS (
  SELECT year, count(*) AS observed
  FROM silver.observed_years
  GROUP BY year
),
firsts AS (
  SELECT person_id, concept_id, min(year(began_on)) AS first_year
  FROM silver.conditions
  GROUP BY person_id, concept_id
),
affected AS (
  SELECT DISTINCT years.year, years.person_id, conditions.concept_id, conditions.condition
  FROM silver.observed_years AS years
  JOIN silver.conditions AS conditions
    ON conditions.person_id = years.person_id
    AND year(conditions.began_on) <= years.year
    AND (conditions.ended_on IS NULL OR year(conditions.ended_on) >= years.year)
)
SELECT
  affected.year,
  affected.concept_id,
  affected.condition,
  count(*) AS patients,
  count(*) FILTER (WHERE firsts.first_year = affected.year) AS new_patients,
  observed.observed,
  CAST(count(*) / observed.observed AS DECIMAL(9,6)) AS prevalence
FROM affected
JOIN observed USING (year)
JOIN firsts ON firsts.person_id = affected.person_id AND firsts.concept_id = affected.concept_id
GROUP BY affected.year, affected.concept_id, affected.condition, observed.observed
