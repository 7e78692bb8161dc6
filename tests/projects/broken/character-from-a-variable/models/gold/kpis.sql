SELECT '{{var 'half'}}' AS x FROM silver.billing
