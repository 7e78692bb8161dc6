SELECT facility, avg(duration) AS mean FROM silver.billing GROUP BY facility HAVING avg(duration) = 3
