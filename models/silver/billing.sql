/* ---
kind: full
grain: [facility, invoice_number, line_number]
description: "Interventions as they stand: of each line the last record, without cancelled lines"
columns:
  facility: {description: "Code of the home"}
  invoice_number: {description: "Number of the invoice within the home"}
  line_number: {description: "Number of the line within the invoice"}
  customer_key: {description: "Stands for the resident", audits: [not_null]}
  date: {description: "Day of the intervention", audits: [not_null]}
  duration: {description: "Length in minutes; NULL: not recorded", audits: [{accepted_range: {min: 0, max: 1440}}]}
  service_code: {description: "Code of the service", audits: [not_null]}
  quantity: {description: "How often the service was given"}
  amount: {description: "Amount in euro", audits: [{accepted_range: {min: 0}}]}
  corrections: {description: "How often the line was corrected", audits: [not_null]}
  first_recorded_at: {description: "When the line was first recorded", audits: [not_null]}
  last_recorded_at: {description: "When its last record was made", audits: [not_null]}
  is_late: {description: "Whether the line was first recorded too late for the daily figures", audits: [not_null]}
audits:
  - unique: [facility, invoice_number, line_number]
  - row_count: {min: 1}
--- */
WITH ranked AS (
  SELECT
    facility,
    invoice_number,
    line_number,
    correction,
    status,
    customer_key,
    date,
    duration,
    service_code,
    quantity,
    amount,
    recorded_at,
    min(recorded_at) OVER (PARTITION BY facility, invoice_number, line_number) AS first_recorded_at
  FROM silver.billing_versions
  {{> latest keys="facility, invoice_number, line_number" version="correction"}}
)
SELECT
  facility,
  invoice_number,
  line_number,
  customer_key,
  date,
  duration,
  service_code,
  quantity,
  amount,
  correction AS corrections,
  first_recorded_at,
  recorded_at AS last_recorded_at,
  CAST(first_recorded_at AS DATE) - date > {{var "late_after_days"}} AS is_late
FROM ranked
WHERE status <> 'cancelled'
