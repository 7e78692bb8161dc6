SELECT facility, current_user AS who FROM silver.billing
