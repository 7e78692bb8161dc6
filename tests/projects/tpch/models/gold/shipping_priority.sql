/* ---
kind: full
grain: [order_key]
description: "TPC-H 3: the ten orders of the segment BUILDING with the highest revenue among those not shipped on 15 March 1995"
columns:
  order_key: {description: "Number of the order", audits: [not_null, unique]}
  revenue: {description: "Prices less discounts", audits: [not_null]}
  ordered_on: {description: "Day of the order", audits: [not_null]}
  ship_priority: {description: "Priority of the shipment"}
audits:
  - row_count: {min: 1, max: 10}
--- */
SELECT
  lines.order_key,
  sum(lines.discounted_price) AS revenue,
  orders.ordered_on,
  orders.ship_priority
FROM silver.customers AS customers
JOIN silver.orders AS orders USING (customer_key)
JOIN silver.order_lines AS lines USING (order_key)
WHERE customers.segment = 'BUILDING' AND orders.ordered_on < DATE '1995-03-15' AND lines.shipped_on > DATE '1995-03-15'
GROUP BY lines.order_key, orders.ordered_on, orders.ship_priority
ORDER BY revenue DESC, ordered_on, order_key
LIMIT 10
