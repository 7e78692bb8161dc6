/* ---
kind: incremental_by_unique_key
unique_key: [ID]
load: {by: snapshot}
--- */
SELECT ID
FROM erp.ORDERS
ORDER BY ID LIMIT 10
