SELECT
  ID AS order_id,
  CUSTOMER AS customer,
  COUNTRY AS country,
  CAST(ORDERED_AT AS DATE) AS date,
  AMOUNT AS amount
FROM bronze.orders
