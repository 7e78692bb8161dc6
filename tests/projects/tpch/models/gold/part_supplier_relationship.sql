/* ---
kind: full
grain: [brand, type, size]
description: "TPC-H 16: how many suppliers without complaints can supply parts of eight sizes, but for one brand and one type"
columns:
  brand: {description: "Brand of the parts", audits: [not_null]}
  type: {description: "Type of the parts", audits: [not_null]}
  size: {description: "Size of the parts", audits: [{accepted_values: [49, 14, 23, 45, 19, 3, 36, 9]}]}
  suppliers: {description: "Distinct suppliers", audits: [{accepted_range: {min: 1}}]}
audits:
  - unique: [brand, type, size]
--- */
SELECT brand, type, size, count(DISTINCT supplier_key) AS suppliers
FROM silver.part_suppliers
WHERE brand <> 'Brand#45'
  AND NOT starts_with(type, 'MEDIUM POLISHED')
  AND size IN (49, 14, 23, 45, 19, 3, 36, 9)
  AND NOT has_complaints
GROUP BY brand, type, size
