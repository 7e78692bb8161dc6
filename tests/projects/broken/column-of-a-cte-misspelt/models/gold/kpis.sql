WITH totals AS (SELECT facility, sum(duration) AS minutes FROM silver.billing GROUP BY facility)
SELECT facility, minuets FROM totals
