/* ---
kind: incremental_by_unique_key
unique_key: [ID]
load: {by: snapshot}
--- */
SELECT ID, CUSTOMER, PRICE
FROM erp.ORDERS
JOIN erp.LINES USING (ID)
