SELECT x FROM silver.c
