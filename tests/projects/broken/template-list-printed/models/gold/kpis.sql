SELECT facility FROM silver.billing WHERE facility IN ({{var 'codes'}})
