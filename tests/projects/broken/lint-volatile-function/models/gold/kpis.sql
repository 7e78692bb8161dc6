SELECT facility, current_date AS today, random() AS luck FROM silver.billing
