SELECT facility, date, sum(duration) AS minutes FROM silver.billing GROUP BY facility
