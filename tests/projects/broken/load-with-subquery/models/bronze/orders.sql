/* ---
kind: incremental_by_unique_key
unique_key: [ID]
load: {by: snapshot}
--- */
SELECT ID, CUSTOMER
FROM erp.ORDERS
WHERE ID = (SELECT max(ID) FROM erp.ORDERS)
