/* ---
kind: incremental_by_unique_key
unique_key: [ID]
load: {by: snapshot, lag: 2 days}
--- */
SELECT ID FROM erp.ORDERS
