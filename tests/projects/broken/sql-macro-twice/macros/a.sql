CREATE MACRO per_hour(m) AS m / 60;
