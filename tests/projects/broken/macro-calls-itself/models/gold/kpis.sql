SELECT {{> deep}} AS x FROM silver.billing
