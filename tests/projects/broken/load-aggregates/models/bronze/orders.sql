/* ---
kind: incremental_by_unique_key
unique_key: [CUSTOMER]
load: {by: snapshot}
--- */
SELECT CUSTOMER, count(*) AS orders
FROM erp.ORDERS
GROUP BY CUSTOMER
