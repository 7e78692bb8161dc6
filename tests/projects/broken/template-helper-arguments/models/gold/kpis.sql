SELECT {{var}} AS x FROM silver.billing
