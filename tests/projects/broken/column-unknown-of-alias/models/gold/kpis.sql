SELECT b.facilty, b.date FROM silver.billing AS b
