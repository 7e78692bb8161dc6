/* ---
kind: full
grain: [part_key, supplier_key]
description: "Which supplier has which part"
columns:
  part_key: {description: "Number of the part"}
  supplier_key: {description: "Number of the supplier"}
  brand: {description: "Brand of the part", audits: [not_null]}
  type: {description: "Type of the part", audits: [not_null]}
  size: {description: "Size of the part", audits: [{accepted_range: {min: 1, max: 50}}]}
  has_complaints: {description: "Whether customers complained of the supplier", audits: [not_null]}
audits:
  - not_null: [part_key, supplier_key]
  - unique: [part_key, supplier_key]
--- */
SELECT
  part_suppliers.ps_partkey AS part_key,
  part_suppliers.ps_suppkey AS supplier_key,
  parts.p_brand AS brand,
  parts.p_type AS type,
  parts.p_size AS size,
  coalesce(suppliers.s_comment LIKE '%Customer%Complaints%', false) AS has_complaints
FROM seeds.partsupp AS part_suppliers
JOIN seeds.part AS parts ON parts.p_partkey = part_suppliers.ps_partkey
LEFT JOIN seeds.supplier AS suppliers ON suppliers.s_suppkey = part_suppliers.ps_suppkey
