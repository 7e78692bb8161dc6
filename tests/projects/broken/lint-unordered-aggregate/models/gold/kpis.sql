SELECT facility, string_agg(CAST(date AS VARCHAR), ',') AS days FROM silver.billing GROUP BY facility
