SELECT facility, row_number() OVER (PARTITION BY facility ORDER BY duration) AS n FROM silver.billing
