/* ---
kind: append
load: {by: cursor}
--- */
SELECT ID FROM erp.ORDERS
