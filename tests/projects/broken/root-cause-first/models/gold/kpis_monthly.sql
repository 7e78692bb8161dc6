SELECT facility, sum(minutes) AS minutes FROM gold.kpis GROUP BY ALL
