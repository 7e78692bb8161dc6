SELECT facility FROM silver.billing QUALIFY row_number() OVER (PARTITION BY facilty ORDER BY date, duration) = 1
