SELECT facility, sum(duration) AS m FROM silver.billing GROUP BY 3
