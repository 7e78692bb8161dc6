SELECT facility, 1 AS duration FROM gold.kpis
