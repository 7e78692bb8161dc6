SELECT b.*, 1 AS one FROM silver.billing AS b
