/* ---
kind: full
grain: [customer_key]
description: "Customers with nation and region"
columns:
  customer_key: {description: "Number of the customer", audits: [not_null, unique]}
  phone: {description: "Telephone number; its first two digits are the country's code"}
  balance: {description: "Balance of the account", audits: [not_null]}
  segment: {description: "Market segment", audits: [{accepted_values: [AUTOMOBILE, BUILDING, FURNITURE, HOUSEHOLD, MACHINERY]}]}
  nation: {description: "Name of the nation", audits: [not_null]}
  region: {description: "Name of the region", audits: [not_null]}
audits:
  - row_count: {min: 1}
--- */
SELECT
  customers.c_custkey AS customer_key,
  customers.c_phone AS phone,
  customers.c_acctbal AS balance,
  customers.c_mktsegment AS segment,
  nations.nation,
  nations.region
FROM seeds.customer AS customers
LEFT JOIN silver.nations AS nations ON nations.nation_key = customers.c_nationkey
