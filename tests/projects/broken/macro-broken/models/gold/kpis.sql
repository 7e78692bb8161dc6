SELECT {{> minutes}} AS x FROM silver.billing
