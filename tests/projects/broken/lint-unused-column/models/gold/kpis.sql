WITH a AS (SELECT facility, date, duration / 60 AS hours FROM silver.billing)
SELECT facility, date FROM a
