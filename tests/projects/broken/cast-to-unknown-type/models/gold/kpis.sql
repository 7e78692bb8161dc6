SELECT CAST(duration AS NUMBER(3)) AS d FROM silver.billing
