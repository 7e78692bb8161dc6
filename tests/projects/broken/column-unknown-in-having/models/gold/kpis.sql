SELECT facility, sum(duration) AS minutes FROM silver.billing GROUP BY facility HAVING minuts > 3
