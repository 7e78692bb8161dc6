SELECT facility, per_hour(duration) AS hours FROM silver.billing
