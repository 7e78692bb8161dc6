/* ---
kind: full
grain: [orders]
description: "TPC-H 13: how many customers have how many orders, without orders that speak of special requests"
columns:
  orders: {description: "Number of orders", audits: [not_null, unique, {accepted_range: {min: 0}}]}
  customers: {description: "Customers with so many orders", audits: [{accepted_range: {min: 1}}]}
--- */
WITH counted AS (
  SELECT customers.customer_key, count(orders.order_key) AS orders
  FROM silver.customers AS customers
  LEFT JOIN silver.orders AS orders
    ON orders.customer_key = customers.customer_key AND orders.comment NOT LIKE '%special%requests%'
  GROUP BY customers.customer_key
)
SELECT orders, count(*) AS customers
FROM counted
GROUP BY orders
