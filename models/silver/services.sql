/* ---
kind: full
grain: [service_code, valid_from]
description: "Care services with category and price; a row for each period of validity"
columns:
  service_code: {description: "Code of the service"}
  label: {description: "Name of the service, in French", audits: [not_null]}
  service: {description: "Name of the service, in English", audits: [not_null]}
  category: {description: "hygiene, nursing, mobility or daily living", audits: [{accepted_values: [hygiene, nursing, mobility, daily living]}]}
  unit_price: {description: "Price of one, in euro", audits: [not_null, {accepted_range: {min: 0}}]}
  valid_from: {description: "First day of the price"}
  valid_until: {description: "First day on which the price is no longer valid; 9999-12-31: still valid", audits: [not_null]}
audits:
  - not_null: [service_code, valid_from]
  - unique: [service_code, valid_from]
  - row_count: {min: 9}
--- */
WITH tariffs AS (
  SELECT
    {{> clean_text column="REFERENCE_PRESTATION"}} AS service_code,
    LIBELLE AS label,
    MONTANT_UNITAIRE AS unit_price,
    DATE_DEBUT AS valid_from,
    coalesce(DATE_FIN + 1, DATE '9999-12-31') AS valid_until
  FROM bronze.tariffs
)
SELECT
  service_code,
  tariffs.label,
  coalesce(categories.service, tariffs.label) AS service,
  categories.category,
  tariffs.unit_price,
  tariffs.valid_from,
  tariffs.valid_until
FROM tariffs
LEFT JOIN seeds.service_categories AS categories USING (service_code)
