/* ---
kind: full
grain: [payment_number]
description: "Payments of accommodation invoices, each once; account numbers and messages stay in bronze"
columns:
  payment_number: {description: "Number of the payment", audits: [not_null, unique]}
  facility: {description: "Code of the home", audits: [not_null]}
  customer_key: {description: "Stands for the resident", audits: [not_null]}
  invoice_number: {description: "Number of the invoice that is paid", audits: [not_null]}
  paid_on: {description: "Day of the payment", audits: [not_null]}
  amount: {description: "Amount in euro; negative: returned by the bank", audits: [not_null]}
  means: {description: "direct debit, transfer or cash", audits: [{accepted_values: [direct debit, transfer, cash]}]}
--- */
WITH payments AS (
  SELECT DISTINCT
    NO_PAIEMENT AS payment_number,
    {{> clean_text column="ETB"}} AS facility,
    {{> clean_text column="NO_PATIENT"}} AS resident_number,
    NO_FACTURE AS invoice_number,
    DATE_PAIEMENT AS paid_on,
    MONTANT AS amount,
    CASE MODE_PAIEMENT WHEN 'DOM' THEN 'direct debit' WHEN 'VIR' THEN 'transfer' WHEN 'ESP' THEN 'cash' END AS means
  FROM bronze.payments
)
SELECT
  payments.payment_number,
  payments.facility,
  customers.customer_key,
  payments.invoice_number,
  payments.paid_on,
  payments.amount,
  payments.means
FROM payments
{{> join_customer_key lines="payments"}}
