SELECT
  facility,
  {{> minutes column='durtion'}} AS minutes
FROM silver.billing AS b
