SELECT * FROM silver.billing
