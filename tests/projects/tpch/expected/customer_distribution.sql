-- Customers with orders by counting orders twice, those without by what is left.
WITH plain AS (
  SELECT o_custkey, count(*) AS orders
  FROM read_csv('{{data}}/orders.csv.gz', delim = '|')
  WHERE NOT regexp_matches(o_comment, 'special.*requests')
  GROUP BY o_custkey
)
SELECT orders, count(*) AS customers FROM plain GROUP BY orders
UNION ALL
SELECT 0, count(*) FROM read_csv('{{data}}/customer.csv.gz', delim = '|') WHERE c_custkey NOT IN (SELECT o_custkey FROM plain)
