/* ---
kind: append
load: {by: cursor, column: ID, lag: 2 days}
--- */
SELECT ID, CUSTOMER FROM erp.ORDERS
