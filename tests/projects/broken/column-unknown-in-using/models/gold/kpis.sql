SELECT a.facility FROM silver.billing AS a JOIN silver.billing AS b USING (facilty)
