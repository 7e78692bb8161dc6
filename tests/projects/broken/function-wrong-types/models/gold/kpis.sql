SELECT facility, date + duration AS shifted FROM silver.billing
