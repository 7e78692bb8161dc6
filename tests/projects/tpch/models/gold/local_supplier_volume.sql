/* ---
kind: full
grain: [region, year, nation]
description: "TPC-H 5, for every region and year: revenue of lines whose customer and supplier are of the same nation"
columns:
  region: {description: "Name of the region", audits: [not_null]}
  year: {description: "Calendar year of the order", audits: [not_null, {accepted_range: {min: 1992, max: 1998}}]}
  nation: {description: "Name of the nation", audits: [not_null]}
  revenue: {description: "Prices less discounts", audits: [{accepted_range: {min: 0}}]}
audits:
  - unique: [region, year, nation]
--- */
SELECT
  suppliers.region,
  CAST(year(orders.ordered_on) AS INTEGER) AS year,
  suppliers.nation,
  sum(lines.discounted_price) AS revenue
FROM silver.order_lines AS lines
JOIN silver.orders AS orders USING (order_key)
JOIN silver.customers AS customers USING (customer_key)
JOIN silver.suppliers AS suppliers ON suppliers.supplier_key = lines.supplier_key AND suppliers.nation = customers.nation
GROUP BY ALL
