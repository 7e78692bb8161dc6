/* ---
grain: [facility, month]
--- */
SELECT ETB AS facility, date_trunc('month', DATE)::DATE AS month, max(DUREE) AS target FROM bronze.billing GROUP BY ALL
