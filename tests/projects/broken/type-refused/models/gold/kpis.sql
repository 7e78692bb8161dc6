SELECT facility, date - DATE '2020-01-01' AS days, INTERVAL 1 DAY AS step FROM silver.billing
