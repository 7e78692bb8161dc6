/* ---
kind: full
grain: [facility, invoice_number, line_number, correction]
description: >-
  Every record of a care invoice's line, once: the first one, its corrections, its cancellation. The view gives some rows twice,
  with the home's name in another spelling; without that name they are equal.
columns:
  facility: {description: "Code of the home"}
  invoice_number: {description: "Number of the invoice within the home"}
  line_number: {description: "Number of the line within the invoice"}
  correction: {description: "0 for the first record of a line, then 1, 2, …", audits: [{accepted_range: {min: 0, max: 99}}]}
  status: {description: "recorded, corrected or cancelled", audits: [not_null, {accepted_values: [recorded, corrected, cancelled]}]}
  customer_key: {description: "Stands for the resident", audits: [not_null]}
  date: {description: "Day of the intervention", audits: [not_null]}
  duration: {description: "Length in minutes; NULL: not recorded", audits: [{accepted_range: {min: 0, max: 1440}}]}
  service_code: {description: "Code of the service", audits: [not_null]}
  quantity: {description: "How often the service was given", audits: [not_null, {accepted_range: {min: 1}}]}
  amount: {description: "Amount in euro", audits: [not_null]}
  recorded_at: {description: "When this record was made", audits: [not_null]}
audits:
  - not_null: [facility, invoice_number, line_number, correction]
  - unique: [facility, invoice_number, line_number, correction]
--- */
WITH records AS (
  SELECT DISTINCT
    {{> clean_text column="ETB"}} AS facility,
    {{> clean_text column="NO_PATIENT"}} AS resident_number,
    NO_FACTURE AS invoice_number,
    NO_LIGNE AS line_number,
    NO_CORRECTION AS correction,
    CASE STATUT WHEN 'V' THEN 'recorded' WHEN 'C' THEN 'corrected' WHEN 'A' THEN 'cancelled' END AS status,
    "DATE" AS date,
    DUREE_INTERVENTION AS duration,
    {{> clean_text column="REFERENCE_PRESTATION"}} AS service_code,
    QUANTITE AS quantity,
    MONTANT AS amount,
    DATE_ENCODAGE AS recorded_at
  FROM bronze.billing_details
)
SELECT
  records.facility,
  records.invoice_number,
  records.line_number,
  records.correction,
  records.status,
  customers.customer_key,
  records.date,
  records.duration,
  records.service_code,
  records.quantity,
  records.amount,
  records.recorded_at
FROM records
{{> join_customer_key lines="records"}}
