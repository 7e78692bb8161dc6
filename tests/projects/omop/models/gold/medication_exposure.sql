/* ---
kind: full
grain: [person_id, concept_id]
description: "How long each patient was on each drug: days covered by at least one supply, and eras of treatment without a long break"
columns:
  person_id: {description: "Number of the patient"}
  concept_id: {description: "Concept of the drug"}
  drug: {description: "Name of the drug", audits: [not_null]}
  supplies: {description: "Number of supplies", audits: [{accepted_range: {min: 1}}]}
  first_day: {description: "First day of the first supply", audits: [not_null]}
  last_day: {description: "Last day of the last supply", audits: [not_null]}
  days_covered: {description: "Days on which at least one supply ran, first and last day included", audits: [{accepted_range: {min: 1}}]}
  eras: {description: "Eras of treatment", audits: [{accepted_range: {min: 1}}]}
  longest_era_days: {description: "Days from the first to the last day of the longest era", audits: [{accepted_range: {min: 1}}]}
  share_covered: {description: "Days covered per day from first to last", audits: [{accepted_range: {min: 0, max: 1}}]}
audits:
  - not_null: [person_id, concept_id]
  - unique: [person_id, concept_id]
--- */
WITH supplies AS (
  SELECT
    person_id,
    concept_id,
    drug,
    first_day,
    last_day,
    max(last_day) OVER (
      PARTITION BY person_id, concept_id
      ORDER BY first_day, last_day, exposure_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS covered_until,
    exposure_id
  FROM silver.drug_exposures
),
numbered AS (
  SELECT
    person_id,
    concept_id,
    drug,
    first_day,
    last_day,
    -- The days that this supply adds to what earlier ones cover.
    greatest(0, last_day - greatest(first_day, coalesce(covered_until + 1, first_day)) + 1) AS added_days,
    count(*) FILTER (WHERE covered_until IS NULL OR first_day - covered_until - 1 > {{var "era_gap_days"}}) OVER (
      PARTITION BY person_id, concept_id
      ORDER BY first_day, last_day, exposure_id
      ROWS UNBOUNDED PRECEDING
    ) AS era
  FROM supplies
),
eras AS (
  SELECT
    person_id,
    concept_id,
    drug,
    era,
    count(*) AS supplies,
    min(first_day) AS first_day,
    max(last_day) AS last_day,
    sum(added_days) AS days_covered
  FROM numbered
  GROUP BY person_id, concept_id, drug, era
)
SELECT
  person_id,
  concept_id,
  drug,
  CAST(sum(supplies) AS BIGINT) AS supplies,
  min(first_day) AS first_day,
  max(last_day) AS last_day,
  CAST(sum(days_covered) AS BIGINT) AS days_covered,
  count(*) AS eras,
  max(last_day - first_day + 1) AS longest_era_days,
  CAST(sum(days_covered) / (max(last_day) - min(first_day) + 1) AS DECIMAL(9,4)) AS share_covered
FROM eras
GROUP BY person_id, concept_id, drug
