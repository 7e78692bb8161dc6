/* ---
kind: append
load: {by: snapshot}
--- */
SELECT ID FROM erp.ORDERS
