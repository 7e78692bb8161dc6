SELECT facility, sum(duration) AS minutes FROM billing GROUP BY ALL
