SELECT facility, summ(duration) AS minutes FROM silver.billing GROUP BY ALL
