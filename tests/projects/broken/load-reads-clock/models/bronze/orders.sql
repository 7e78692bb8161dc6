/* ---
kind: incremental_by_unique_key
unique_key: [ID]
load: {by: snapshot}
--- */
SELECT ID, now() AS seen
FROM erp.ORDERS
