SELECT rowid AS id, facility FROM silver.billing
