/* ---
kind: full
grain: [order_key, line_number]
description: "Lines of orders with the amounts that the queries need"
columns:
  order_key: {description: "Number of the order"}
  line_number: {description: "Number of the line within the order"}
  supplier_key: {description: "Number of the supplier", audits: [not_null]}
  quantity: {description: "Pieces", audits: [{accepted_range: {min: 1, max: 50}}]}
  price: {description: "Price of all pieces", audits: [not_null]}
  discount: {description: "Discount as a share of 1", audits: [{accepted_range: {min: 0, max: 1}}]}
  discounted_price: {description: "Price less discount", audits: [not_null]}
  charge: {description: "Discounted price with tax", audits: [not_null]}
  return_flag: {description: "R returned, A accepted, N not yet", audits: [{accepted_values: [A, "N", R]}]}
  line_status: {description: "O open, F finished", audits: [{accepted_values: [O, F]}]}
  shipped_on: {description: "Day of the shipment", audits: [not_null]}
audits:
  - not_null: [order_key, line_number]
  - unique: [order_key, line_number]
--- */
SELECT
  l_orderkey AS order_key,
  l_linenumber AS line_number,
  l_suppkey AS supplier_key,
  l_quantity AS quantity,
  l_extendedprice AS price,
  l_discount AS discount,
  l_extendedprice * (1 - l_discount) AS discounted_price,
  l_extendedprice * (1 - l_discount) * (1 + l_tax) AS charge,
  l_returnflag AS return_flag,
  l_linestatus AS line_status,
  l_shipdate AS shipped_on
FROM seeds.lineitem
