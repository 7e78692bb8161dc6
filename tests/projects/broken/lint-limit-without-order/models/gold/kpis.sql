SELECT facility, date FROM silver.billing LIMIT 10
