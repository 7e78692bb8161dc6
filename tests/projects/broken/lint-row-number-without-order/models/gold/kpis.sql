SELECT facility, row_number() OVER (PARTITION BY facility) AS n FROM silver.billing
