DESCRIBE silver.billing
