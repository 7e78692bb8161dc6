SELECT {{var 'x' 'y' =}} AS x FROM silver.billing
