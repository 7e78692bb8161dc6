SELECT a.*, b.duration FROM silver.billing AS a JOIN silver.billing AS b USING (facility, date)
