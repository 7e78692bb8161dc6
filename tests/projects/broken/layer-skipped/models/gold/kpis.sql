SELECT ETB, DATE FROM bronze.billing
