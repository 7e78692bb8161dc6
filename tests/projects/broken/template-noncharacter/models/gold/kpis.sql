SELECT '﷐' AS a, {{var 'x'}} AS x FROM silver.billing
