CREATE TABLE silver.billing AS SELECT * FROM bronze.billing
