/* ---
kind: full
grain: [facility, invoice_number, line_number]
description: "Lines of accommodation invoices, each once"
columns:
  facility: {description: "Code of the home"}
  invoice_number: {description: "Number of the invoice within the home"}
  line_number: {description: "Number of the line within the invoice"}
  customer_key: {description: "Stands for the resident", audits: [not_null]}
  month: {description: "First day of the month that is invoiced", audits: [not_null]}
  item: {description: "What the line is for", audits: [not_null, {accepted_values: [nights, single room, pharmacy, hairdresser, credit note]}]}
  quantity: {description: "Nights or pieces; negative in credit notes", audits: [not_null]}
  unit_price: {description: "Price of one, in euro", audits: [{accepted_range: {min: 0}}]}
  amount: {description: "Amount in euro; negative in credit notes", audits: [not_null]}
  issued_on: {description: "Day of the invoice or of the credit note", audits: [not_null]}
audits:
  - not_null: [facility, invoice_number, line_number]
  - unique: [facility, invoice_number, line_number]
--- */
WITH lines AS (
  SELECT DISTINCT
    {{> clean_text column="ETB"}} AS facility,
    {{> clean_text column="NO_PATIENT"}} AS resident_number,
    NO_FACTURE AS invoice_number,
    NO_LIGNE AS line_number,
    {{> month_of date="PERIODE_DEBUT"}} AS month,
    {{> clean_text column="CODE_RUBRIQUE"}} AS item_code,
    QUANTITE AS quantity,
    PRIX_UNITAIRE AS unit_price,
    MONTANT AS amount,
    DATE_FACTURE AS issued_on
  FROM bronze.accommodation_lines
)
SELECT
  lines.facility,
  lines.invoice_number,
  lines.line_number,
  customers.customer_key,
  lines.month,
  CASE lines.item_code
    WHEN 'HEB' THEN 'nights'
    WHEN 'SUP' THEN 'single room'
    WHEN 'PHA' THEN 'pharmacy'
    WHEN 'COI' THEN 'hairdresser'
    WHEN 'NC' THEN 'credit note'
  END AS item,
  lines.quantity,
  lines.unit_price,
  lines.amount,
  lines.issued_on
FROM lines
{{> join_customer_key lines="lines"}}
