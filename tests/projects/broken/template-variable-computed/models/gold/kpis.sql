SELECT {{> v name='nope'}} AS x FROM silver.billing
