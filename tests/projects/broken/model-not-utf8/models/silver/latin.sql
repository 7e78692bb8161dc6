SELECT 'é' AS x
