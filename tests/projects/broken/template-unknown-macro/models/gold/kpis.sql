SELECT facility, {{> minute column='duration'}} AS minutes FROM silver.billing
