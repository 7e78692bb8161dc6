PIVOT silver.billing ON facility USING sum(duration)
