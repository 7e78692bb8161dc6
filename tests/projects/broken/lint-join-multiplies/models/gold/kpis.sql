SELECT b.facility, sum(b.duration) AS minutes, sum(t.target) AS target
FROM silver.billing AS b
JOIN silver.targets AS t ON b.facility = t.facility
GROUP BY b.facility
