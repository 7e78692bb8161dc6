/* ---
kind: full
grain: [facility, month]
description: "How well each home records: late lines, corrections, cancellations and missing lengths for each month of intervention"
columns:
  facility: {description: "Code of the home"}
  month: {description: "First day of the month of the interventions"}
  lines: {description: "Lines of care invoices, cancelled ones included", audits: [{accepted_range: {min: 1}}]}
  corrected_lines: {description: "Lines that were corrected at least once", audits: [not_null]}
  cancelled_lines: {description: "Lines that were cancelled", audits: [not_null]}
  late_lines: {description: "Lines first recorded too late for the daily figures, without cancelled ones", audits: [not_null]}
  lines_without_duration: {description: "Lines whose last record has no length, without cancelled ones", audits: [not_null]}
  amount_changed: {description: "Sum of what corrections changed in amounts, in euro, up or down", audits: [not_null, {accepted_range: {min: 0}}]}
  longest_delay_days: {description: "Days from the intervention to its first record, at most", audits: [{accepted_range: {min: 0}}]}
audits:
  - not_null: [facility, month]
  - unique: [facility, month]
--- */
WITH steps AS (
  SELECT
    facility,
    invoice_number,
    line_number,
    status,
    date,
    amount,
    recorded_at,
    lag(amount) OVER (PARTITION BY facility, invoice_number, line_number ORDER BY correction) AS amount_before
  FROM silver.billing_versions
),
per_line AS (
  SELECT
    facility,
    invoice_number,
    line_number,
    {{> month_of date="min(date)"}} AS month,
    bool_or(status = 'corrected') AS was_corrected,
    bool_or(status = 'cancelled') AS was_cancelled,
    sum(coalesce(abs(amount - amount_before), 0)) AS amount_changed,
    CAST(min(recorded_at) AS DATE) - min(date) AS delay_days
  FROM steps
  GROUP BY facility, invoice_number, line_number
)
SELECT
  per_line.facility,
  per_line.month,
  count(*) AS lines,
  count(*) FILTER (WHERE per_line.was_corrected) AS corrected_lines,
  count(*) FILTER (WHERE per_line.was_cancelled) AS cancelled_lines,
  count(*) FILTER (WHERE billing.is_late) AS late_lines,
  count(*) FILTER (WHERE billing.invoice_number IS NOT NULL AND billing.duration IS NULL) AS lines_without_duration,
  CAST(sum(per_line.amount_changed) AS DECIMAL(18,4)) AS amount_changed,
  max(per_line.delay_days) AS longest_delay_days
FROM per_line
LEFT JOIN silver.billing AS billing USING (facility, invoice_number, line_number)
GROUP BY per_line.facility, per_line.month
