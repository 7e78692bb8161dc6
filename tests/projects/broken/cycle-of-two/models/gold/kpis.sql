SELECT facility, duration FROM silver.billing
