SELECT x FROM silver.a
