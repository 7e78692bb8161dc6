SELECT facility, a.duration FROM silver.billing AS a JOIN silver.billing AS b ON a.date = b.date
