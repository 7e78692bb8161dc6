CREATE MACRO Per_Hour(m) AS m / 60.0;
