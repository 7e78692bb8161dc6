CREATE MACRO facilities() AS TABLE
  SELECT DISTINCT facilty FROM silver.billing;
