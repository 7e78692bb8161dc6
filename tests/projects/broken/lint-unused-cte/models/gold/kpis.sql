WITH a AS (SELECT facility FROM silver.billing),
  b AS (SELECT date FROM silver.billing)
SELECT facility FROM a
