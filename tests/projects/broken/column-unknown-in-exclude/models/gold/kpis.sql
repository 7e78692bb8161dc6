SELECT facility, date FROM (SELECT * EXCLUDE (durration) FROM silver.billing) -- lode: allow(select-star)
