SELECT s.b AS b FROM (SELECT {'a': 1} AS s FROM silver.billing)
