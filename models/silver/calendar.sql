/* ---
kind: embedded
grain: [date]
description: "Every day from the first intervention to the last"
columns:
  date: {description: "The day"}
  month: {description: "First day of its month"}
--- */
WITH bounds AS (SELECT min(date) AS first_day, max(date) AS last_day FROM silver.billing),
days AS (SELECT CAST(unnest(generate_series(first_day, last_day, INTERVAL 1 DAY)) AS DATE) AS date FROM bounds)
SELECT date, {{> month_of date="date"}} AS month
FROM days
