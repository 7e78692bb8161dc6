SELECT x FROM silver.b
