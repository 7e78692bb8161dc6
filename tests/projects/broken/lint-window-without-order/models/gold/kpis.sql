SELECT
  b.facility,
  dense_rank() OVER () AS place,
  lag(b.facility, -1) OVER () AS other
FROM silver.billing AS b
WHERE EXISTS (SELECT 1 FROM silver.billing AS a WHERE a.facility = b.facility AND a.duration > 10)
