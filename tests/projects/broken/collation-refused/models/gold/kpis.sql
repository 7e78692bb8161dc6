SELECT facility COLLATE NOCASE AS facility FROM silver.billing
