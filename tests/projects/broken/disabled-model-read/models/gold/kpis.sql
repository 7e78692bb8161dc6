SELECT facility FROM silver.billing
