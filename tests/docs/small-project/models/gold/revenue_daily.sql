SELECT date, sum(amount) AS revenue FROM silver.orders GROUP BY date
