SELECT facility FROM silver.billing WHERE sum(duration) > 3
