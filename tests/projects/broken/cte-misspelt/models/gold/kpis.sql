WITH minutes AS (SELECT facility, duration FROM silver.billing)
SELECT facility, sum(duration) AS minutes FROM minute GROUP BY ALL
