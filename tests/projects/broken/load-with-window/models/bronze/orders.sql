/* ---
kind: incremental_by_unique_key
unique_key: [ID]
load: {by: snapshot}
--- */
SELECT ID, row_number() OVER (ORDER BY ID) AS n
FROM erp.ORDERS
