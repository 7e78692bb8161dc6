/* ---
kind: full
grain: [facility, invoice_number, line_number]
description: "Care lines whose amount is not the price of the day: what the accountants have corrected before the invoices go out"
owner: finance
columns:
  facility: {description: "Code of the home"}
  invoice_number: {description: "Number of the invoice within the home"}
  line_number: {description: "Number of the line within the invoice"}
  date: {description: "Day of the intervention", audits: [not_null]}
  service_code: {description: "Code of the service", audits: [not_null]}
  service: {description: "Name of the service, in English", audits: [not_null]}
  billed: {description: "Amount of the line, in euro", audits: [not_null]}
  expected: {description: "Price of the day times quantity, in euro", audits: [not_null]}
  difference: {description: "Billed less expected, in euro; never 0", audits: [not_null]}
audits:
  - not_null: [facility, invoice_number, line_number]
  - unique: [facility, invoice_number, line_number]
--- */
SELECT
  billing.facility,
  billing.invoice_number,
  billing.line_number,
  billing.date,
  billing.service_code,
  services.service,
  billing.amount AS billed,
  CAST(services.unit_price * billing.quantity AS DECIMAL(18,4)) AS expected,
  CAST(billing.amount - services.unit_price * billing.quantity AS DECIMAL(18,4)) AS difference
FROM silver.billing AS billing
JOIN silver.services AS services
  ON services.service_code = billing.service_code
  AND billing.date >= services.valid_from
  AND billing.date < services.valid_until
WHERE billing.amount <> services.unit_price * billing.quantity
