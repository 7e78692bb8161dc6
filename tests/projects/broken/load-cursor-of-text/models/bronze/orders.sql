/* ---
kind: append
load: {by: cursor, column: CUSTOMER}
--- */
SELECT ID, CUSTOMER FROM erp.ORDERS
