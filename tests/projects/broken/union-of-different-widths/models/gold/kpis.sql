SELECT facility, date FROM silver.billing UNION ALL SELECT facility FROM silver.billing
