SELECT facility FROM silver.billing WHERE date >= {{start}}
