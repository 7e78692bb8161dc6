-- The last record of a line by max_by instead of a window; repeated rows do not matter to it.
WITH lines AS (
  SELECT
    rtrim(ETB) AS etb,
    max_by({status: STATUT, day: "DATE", minutes: DUREE_INTERVENTION, resident: rtrim(ETB) || '/' || rtrim(NO_PATIENT)}, NO_CORRECTION) AS final,
    min(DATE_ENCODAGE) AS first_entry
  FROM '{{data}}/V_DETAILFACTCNS_FICHIER_AD.parquet'
  GROUP BY rtrim(ETB), NO_FACTURE, NO_LIGNE
)
SELECT
  etb AS facility,
  final.day AS date,
  sum(CASE WHEN final.minutes IS NULL THEN 0 ELSE final.minutes END)::DECIMAL(18,4) AS care_minutes,
  len(list_distinct(list(final.resident))) AS residents,
  sum(1)::BIGINT AS interventions,
  sum((final.minutes IS NULL)::INTEGER)::BIGINT AS without_duration,
  sum((date_diff('day', final.day, first_entry::DATE) >= 11)::INTEGER)::BIGINT AS late_interventions
FROM lines
WHERE final.status IN ('V', 'C')
GROUP BY etb, final.day
