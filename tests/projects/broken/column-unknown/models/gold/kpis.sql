SELECT facility, sum(durration) AS minutes FROM silver.billing GROUP BY ALL
