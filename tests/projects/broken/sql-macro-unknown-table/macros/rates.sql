CREATE MACRO facilities() AS TABLE
  SELECT DISTINCT facility FROM silver.biling;
