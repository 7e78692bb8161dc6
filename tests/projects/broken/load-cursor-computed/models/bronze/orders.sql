/* ---
kind: append
load: {by: cursor, column: day}
--- */
SELECT ID, CAST(CHANGED_AT AS DATE) AS day FROM erp.ORDERS
