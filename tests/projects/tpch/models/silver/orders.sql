/* ---
kind: full
grain: [order_key]
description: "Orders"
columns:
  order_key: {description: "Number of the order", audits: [not_null, unique]}
  customer_key: {description: "Number of the customer", audits: [not_null]}
  ordered_on: {description: "Day of the order", audits: [not_null]}
  ship_priority: {description: "Priority of the shipment", audits: [not_null]}
  comment: {description: "Free text"}
--- */
SELECT
  o_orderkey AS order_key,
  o_custkey AS customer_key,
  o_orderdate AS ordered_on,
  o_shippriority AS ship_priority,
  o_comment AS comment
FROM seeds.orders
