/* ---
kind: full
grain: [facility, month, katz]
description: "How dependent the residents of each home were on the last day of each month, on the Katz scale as then known"
columns:
  facility: {description: "Code of the home"}
  month: {description: "First day of the month"}
  katz: {description: "Category of the Katz scale; 'not assessed' where there is none yet", audits: [{accepted_values: [O, A, B, C, CD, D, not assessed]}]}
  residents: {description: "Residents in this category", audits: [{accepted_range: {min: 1}}]}
  share: {description: "Their share of the home's residents on that day", audits: [{accepted_range: {min: 0, max: 1}}]}
audits:
  - not_null: [facility, month, katz]
  - unique: [facility, month, katz]
--- */
WITH month_ends AS (
  SELECT month, max(date) AS day
  FROM silver.calendar
  GROUP BY month
),
counts AS (
  SELECT history.facility, month_ends.month, coalesce(history.katz, 'not assessed') AS katz, count(*) AS residents
  FROM month_ends
  JOIN silver.resident_history AS history
    ON history.known_from <= month_ends.day
    AND (history.known_until IS NULL OR history.known_until > month_ends.day)
    AND history.admitted_on <= month_ends.day
    AND (history.left_on IS NULL OR history.left_on > month_ends.day)
  GROUP BY ALL
)
SELECT
  facility,
  month,
  katz,
  residents,
  CAST(residents / sum(residents) OVER (PARTITION BY facility, month) AS DECIMAL(9,4)) AS share
FROM counts
