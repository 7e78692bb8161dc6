SELECT facility FROM silver.billing WHERE row_number() OVER (ORDER BY facility, date) = 1
