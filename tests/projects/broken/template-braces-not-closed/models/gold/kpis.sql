SELECT facility, {{var 'x' AS x
FROM silver.billing
