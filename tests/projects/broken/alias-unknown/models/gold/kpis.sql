SELECT x.facility FROM silver.billing AS b
