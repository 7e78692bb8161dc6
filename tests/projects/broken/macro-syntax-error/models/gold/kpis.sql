SELECT
  facility,
  {{> minutes column='duration'}} AS minutes
FROM silver.billing
