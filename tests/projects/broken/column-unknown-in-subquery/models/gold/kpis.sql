SELECT facility, (SELECT max(u.duraton) FROM silver.billing AS u WHERE u.dat = t.date) AS longest FROM silver.billing AS t
