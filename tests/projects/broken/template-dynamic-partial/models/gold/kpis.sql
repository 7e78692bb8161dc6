SELECT {{> (var 'x')}} AS x FROM silver.billing
