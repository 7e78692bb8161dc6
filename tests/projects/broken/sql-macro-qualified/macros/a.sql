CREATE MACRO silver.per_hour(m) AS m / 60;
