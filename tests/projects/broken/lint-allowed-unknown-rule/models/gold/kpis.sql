SELECT * FROM silver.billing -- lode: allow(select-start)
