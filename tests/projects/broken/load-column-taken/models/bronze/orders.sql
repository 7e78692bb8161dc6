/* ---
kind: incremental_by_unique_key
unique_key: [ID]
load: {by: snapshot}
--- */
SELECT * FROM erp.ORDERS
