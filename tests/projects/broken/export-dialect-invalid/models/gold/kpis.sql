SELECT facility, date FROM silver.billing
