/* ---
kind: view
grain: [supplier_key]
description: "Suppliers with nation and region"
columns:
  supplier_key: {description: "Number of the supplier"}
  nation: {description: "Name of the nation"}
  region: {description: "Name of the region"}
--- */
SELECT suppliers.s_suppkey AS supplier_key, nations.nation, nations.region
FROM seeds.supplier AS suppliers
JOIN silver.nations AS nations ON nations.nation_key = suppliers.s_nationkey
