SELECT duration / 60 AS hours, hors * 2 AS twice FROM silver.billing
