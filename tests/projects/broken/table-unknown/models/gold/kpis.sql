SELECT facility, sum(duration) AS minutes FROM silver.biling GROUP BY ALL
