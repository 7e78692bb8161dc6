SELECT MAP {{'a': 1}} AS m FROM silver.billing
