/* ---
kind: full
grain: [return_flag, line_status]
description: "TPC-H 1: what was billed, shipped and returned up to 90 days before the end of November 1998"
columns:
  return_flag: {description: "R returned, A accepted, N not yet", audits: [not_null]}
  line_status: {description: "O open, F finished", audits: [not_null]}
  sum_quantity: {description: "Pieces"}
  sum_price: {description: "Prices"}
  sum_discounted_price: {description: "Prices less discounts"}
  sum_charge: {description: "Prices less discounts with tax"}
  average_quantity: {description: "Pieces per line"}
  average_price: {description: "Price per line"}
  average_discount: {description: "Discount per line"}
  lines: {description: "Number of lines", audits: [{accepted_range: {min: 1}}]}
audits:
  - unique: [return_flag, line_status]
--- */
SELECT
  return_flag,
  line_status,
  sum(quantity) AS sum_quantity,
  sum(price) AS sum_price,
  sum(discounted_price) AS sum_discounted_price,
  sum(charge) AS sum_charge,
  CAST(avg(quantity) AS DECIMAL(15,4)) AS average_quantity,
  CAST(avg(price) AS DECIMAL(15,4)) AS average_price,
  CAST(avg(discount) AS DECIMAL(15,4)) AS average_discount,
  count(*) AS lines
FROM silver.order_lines
WHERE shipped_on <= DATE '1998-12-01' - INTERVAL 90 DAY
GROUP BY return_flag, line_status
