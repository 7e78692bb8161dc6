CREATE MACRO per_hour(minutes) AS minutes // * 60;
