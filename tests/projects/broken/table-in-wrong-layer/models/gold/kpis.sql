SELECT facility, sum(duration) AS minutes FROM silver.kpis GROUP BY ALL
