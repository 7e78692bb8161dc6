SELECT facility FROM silver.billing WHERE date >= DATE '{{var 'cutof'}}'
