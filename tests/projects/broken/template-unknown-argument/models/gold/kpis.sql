SELECT facility, {{> minutes colum='duration'}} AS minutes FROM silver.billing
