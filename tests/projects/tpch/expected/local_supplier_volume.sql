-- In the words of TPC-H: a comma join of the six tables by their keys, for all regions and years at once.
SELECT
  r_name AS region,
  strftime(o_orderdate, '%Y')::INTEGER AS year,
  n_name AS nation,
  sum(l_extendedprice::DECIMAL(15,2) * (1 - l_discount::DECIMAL(15,2))) AS revenue
FROM
  read_csv('{{data}}/customer.csv.gz', delim = '|') AS customer,
  read_csv('{{data}}/orders.csv.gz', delim = '|') AS orders,
  read_csv('{{data}}/lineitem.csv.gz', delim = '|') AS lineitem,
  read_csv('{{data}}/supplier.csv.gz', delim = '|') AS supplier,
  read_csv('{{data}}/nation.csv.gz', delim = '|') AS nation,
  read_csv('{{data}}/region.csv.gz', delim = '|') AS region
WHERE c_custkey = o_custkey AND l_orderkey = o_orderkey AND l_suppkey = s_suppkey AND c_nationkey = s_nationkey
  AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey
GROUP BY r_name, 2, n_name
