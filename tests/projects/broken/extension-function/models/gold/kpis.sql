SELECT st_point(1, 2) AS p FROM silver.billing
