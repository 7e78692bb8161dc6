-- The ten by their rank; of each order's lines only those not yet shipped count.
WITH unshipped AS (
  SELECT l_orderkey::BIGINT AS order_key, sum(l_extendedprice::DECIMAL(15,2) * (1 - l_discount::DECIMAL(15,2))) AS revenue
  FROM read_csv('{{data}}/lineitem.csv.gz', delim = '|', header = true, all_varchar = true)
  WHERE l_shipdate::DATE >= DATE '1995-03-16'
  GROUP BY 1
),
ranked AS (
  SELECT order_key, revenue, o_orderdate::DATE AS ordered_on, o_shippriority::INTEGER AS ship_priority,
    row_number() OVER (ORDER BY revenue DESC, o_orderdate, order_key) AS place
  FROM read_csv('{{data}}/orders.csv.gz', delim = '|', header = true, all_varchar = true)
  JOIN unshipped ON order_key = o_orderkey::BIGINT
  WHERE o_orderdate < '1995-03-15' AND o_custkey IN (
    SELECT c_custkey FROM read_csv('{{data}}/customer.csv.gz', delim = '|', header = true, all_varchar = true)
    WHERE c_mktsegment = 'BUILDING')
)
SELECT order_key, revenue, ordered_on, ship_priority FROM ranked WHERE place <= 10
