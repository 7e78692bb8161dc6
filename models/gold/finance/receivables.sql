/* ---
kind: full
grain: [facility, invoice_number]
description: "Accommodation invoices with what was credited, what came in and what is open"
columns:
  facility: {description: "Code of the home"}
  invoice_number: {description: "Number of the invoice within the home"}
  customer_key: {description: "Stands for the resident", audits: [not_null]}
  month: {description: "First day of the month that is invoiced", audits: [not_null]}
  issued_on: {description: "Day of the invoice", audits: [not_null]}
  invoiced: {description: "Amount without credit notes, in euro", audits: [{accepted_range: {min: 0}}]}
  credited: {description: "Amount of the credit notes, in euro, as a positive number", audits: [not_null, {accepted_range: {min: 0}}]}
  paid: {description: "Amount received less what the bank sent back, in euro", audits: [not_null]}
  balance: {description: "What is open, in euro; negative: paid too much", audits: [not_null]}
  last_payment_on: {description: "Day of the last payment; NULL: none"}
  status: {description: "open, partly paid, settled or overpaid", audits: [{accepted_values: [open, partly paid, settled, overpaid]}]}
audits:
  - not_null: [facility, invoice_number]
  - unique: [facility, invoice_number]
--- */
WITH invoices AS (
  SELECT
    facility,
    invoice_number,
    customer_key,
    month,
    min(issued_on) AS issued_on,
    CAST(sum(CASE WHEN item = 'credit note' THEN 0 ELSE amount END) AS DECIMAL(18,4)) AS invoiced,
    CAST(sum(CASE WHEN item = 'credit note' THEN -amount ELSE 0 END) AS DECIMAL(18,4)) AS credited
  FROM silver.accommodation_lines
  GROUP BY facility, invoice_number, customer_key, month
),
paid AS (
  SELECT facility, invoice_number, CAST(sum(amount) AS DECIMAL(18,4)) AS paid, max(paid_on) AS last_payment_on
  FROM silver.payments
  GROUP BY facility, invoice_number
),
balances AS (
  SELECT
    invoices.facility,
    invoices.invoice_number,
    invoices.customer_key,
    invoices.month,
    invoices.issued_on,
    invoices.invoiced,
    invoices.credited,
    coalesce(paid.paid, 0) AS paid,
    CAST(invoices.invoiced - invoices.credited - coalesce(paid.paid, 0) AS DECIMAL(18,4)) AS balance,
    paid.last_payment_on
  FROM invoices
  LEFT JOIN paid USING (facility, invoice_number)
)
SELECT
  facility,
  invoice_number,
  customer_key,
  month,
  issued_on,
  invoiced,
  credited,
  paid,
  balance,
  last_payment_on,
  CASE
    WHEN balance < 0 THEN 'overpaid'
    WHEN balance = 0 THEN 'settled'
    WHEN paid > 0 THEN 'partly paid'
    ELSE 'open'
  END AS status
FROM balances
