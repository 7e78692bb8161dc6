-- The filter by a month's arithmetic, the averages as sums over counts.
SELECT
  l_returnflag AS return_flag,
  l_linestatus AS line_status,
  sum(l_quantity::DECIMAL(15,2)) AS sum_quantity,
  sum(l_extendedprice::DECIMAL(15,2)) AS sum_price,
  sum(l_extendedprice::DECIMAL(15,2) - l_extendedprice::DECIMAL(15,2) * l_discount::DECIMAL(15,2)) AS sum_discounted_price,
  sum((1 + l_tax::DECIMAL(15,2)) * (l_extendedprice::DECIMAL(15,2) * (1 - l_discount::DECIMAL(15,2)))) AS sum_charge,
  (sum(l_quantity::DECIMAL(15,2))::DOUBLE / count(*))::DECIMAL(15,4) AS average_quantity,
  (sum(l_extendedprice::DECIMAL(15,2))::DOUBLE / count(*))::DECIMAL(15,4) AS average_price,
  (sum(l_discount::DECIMAL(15,2))::DOUBLE / count(*))::DECIMAL(15,4) AS average_discount,
  count(l_orderkey) AS lines
FROM read_csv('{{data}}/lineitem.csv.gz', delim = '|', header = true, all_varchar = true)
WHERE l_shipdate < '1998-09-03'
GROUP BY ALL
