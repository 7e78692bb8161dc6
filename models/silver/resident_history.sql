/* ---
kind: full
grain: [customer_key, changed_at]
description: >-
  What was known of a resident and from when to when: each change of the file, once. Names, birth dates, telephone numbers and
  remarks stay in bronze.
columns:
  customer_key: {description: "Stands for the resident"}
  facility: {description: "Code of the home", audits: [not_null]}
  sex: {description: "M or F", audits: [not_null, {accepted_values: [M, F]}]}
  katz: {description: "Dependency on the Katz scale; NULL before the first assessment", audits: [{accepted_values: [O, A, B, C, CD, D]}]}
  admitted_on: {description: "First day of the stay", audits: [not_null]}
  left_on: {description: "Day on which the resident left; NULL: still there"}
  changed_at: {description: "When this version of the file was entered"}
  known_from: {description: "First day on which this version holds", audits: [not_null]}
  known_until: {description: "First day on which it no longer holds; NULL: it still does"}
audits:
  - not_null: [customer_key, changed_at]
  - unique: [customer_key, changed_at]
--- */
WITH versions AS (
  SELECT DISTINCT
    {{> clean_text column="ETB"}} AS facility,
    {{> clean_text column="NO_PATIENT"}} AS resident_number,
    upper(SEXE) AS sex,
    upper({{> clean_text column="CODE_KATZ"}}) AS katz,
    DATE_ENTREE AS admitted_on,
    DATE_SORTIE AS left_on,
    DATE_MODIF AS changed_at
  FROM bronze.residents
)
SELECT
  customers.customer_key,
  versions.facility,
  versions.sex,
  versions.katz,
  versions.admitted_on,
  versions.left_on,
  versions.changed_at,
  CAST(versions.changed_at AS DATE) AS known_from,
  CAST(lead(versions.changed_at) OVER (PARTITION BY customers.customer_key ORDER BY versions.changed_at) AS DATE) AS known_until
FROM versions
{{> join_customer_key lines="versions"}}
