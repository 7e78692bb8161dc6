/* ---
kind: full
grain: [facility, month]
description: "What each home billed for a month, what of it came in, and what is open up to and with that month"
owner: finance
columns:
  facility: {description: "Code of the home"}
  month: {description: "First day of the month that is billed"}
  care_billed: {description: "Care, billed to the insurers, in euro", audits: [not_null, {accepted_range: {min: 0}}]}
  accommodation_billed: {description: "Accommodation, billed to the residents, in euro, without credit notes", audits: [not_null, {accepted_range: {min: 0}}]}
  credited: {description: "Credit notes of that month's invoices, in euro, as a positive number", audits: [not_null, {accepted_range: {min: 0}}]}
  revenue: {description: "Care and accommodation less credit notes, in euro", audits: [not_null]}
  accommodation_paid: {description: "What came in for that month's accommodation, in euro", audits: [not_null]}
  open_balance: {description: "What is open of that month's accommodation, in euro", audits: [not_null]}
  open_balance_to_date: {description: "The same, summed from the first month on", audits: [not_null]}
audits:
  - not_null: [facility, month]
  - unique: [facility, month]
--- */
WITH care AS (
  SELECT facility, {{> month_of date="date"}} AS month, sum(amount) AS care_billed
  FROM silver.billing
  GROUP BY ALL
),
accommodation AS (
  SELECT
    facility,
    month,
    sum(invoiced) AS accommodation_billed,
    sum(credited) AS credited,
    sum(paid) AS accommodation_paid,
    sum(balance) AS open_balance
  FROM gold.receivables
  GROUP BY facility, month
),
months AS (
  SELECT
    facility,
    month,
    coalesce(care.care_billed, 0) AS care_billed,
    coalesce(accommodation.accommodation_billed, 0) AS accommodation_billed,
    coalesce(accommodation.credited, 0) AS credited,
    coalesce(accommodation.accommodation_paid, 0) AS accommodation_paid,
    coalesce(accommodation.open_balance, 0) AS open_balance
  FROM care
  FULL JOIN accommodation USING (facility, month)
)
SELECT
  facility,
  month,
  CAST(care_billed AS DECIMAL(18,4)) AS care_billed,
  CAST(accommodation_billed AS DECIMAL(18,4)) AS accommodation_billed,
  CAST(credited AS DECIMAL(18,4)) AS credited,
  CAST(care_billed + accommodation_billed - credited AS DECIMAL(18,4)) AS revenue,
  CAST(accommodation_paid AS DECIMAL(18,4)) AS accommodation_paid,
  CAST(open_balance AS DECIMAL(18,4)) AS open_balance,
  CAST(sum(open_balance) OVER (PARTITION BY facility ORDER BY month) AS DECIMAL(18,4)) AS open_balance_to_date
FROM months
