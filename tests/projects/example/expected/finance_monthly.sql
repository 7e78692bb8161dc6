-- Every euro as a row of one ledger, summed at the end.
WITH care AS (
  SELECT rtrim(ETB) AS etb, max_by({status: STATUT, day: "DATE", amount: MONTANT}, NO_CORRECTION) AS final
  FROM '{{data}}/V_DETAILFACTCNS_FICHIER_AD.parquet'
  GROUP BY rtrim(ETB), NO_FACTURE, NO_LIGNE
),
invoice_lines AS (
  SELECT DISTINCT ON (rtrim(ETB), NO_FACTURE, NO_LIGNE)
    rtrim(ETB) AS etb, NO_FACTURE AS invoice, rtrim(CODE_RUBRIQUE) AS item, MONTANT AS amount,
    make_date(year(PERIODE_DEBUT), month(PERIODE_DEBUT), 1) AS month
  FROM '{{data}}/V_HEBERGEMENT_FACTURE.parquet'
),
payments AS (
  SELECT DISTINCT ON (NO_PAIEMENT) rtrim(ETB) AS etb, NO_FACTURE AS invoice, MONTANT AS amount
  FROM '{{data}}/V_PAIEMENTS.parquet'
),
ledger AS (
  SELECT etb, make_date(year(final.day), month(final.day), 1) AS month, final.amount AS care, 0 AS stay, 0 AS credit, 0 AS paid
  FROM care WHERE final.status <> 'A'
  UNION ALL
  SELECT etb, month, 0, amount, 0, 0 FROM invoice_lines WHERE item <> 'NC'
  UNION ALL
  SELECT etb, month, 0, 0, -amount, 0 FROM invoice_lines WHERE item = 'NC'
  UNION ALL
  SELECT etb, (SELECT min(l.month) FROM invoice_lines l WHERE l.etb = payments.etb AND l.invoice = payments.invoice), 0, 0, 0, amount
  FROM payments
),
months AS (
  SELECT etb, month, sum(care) AS care, sum(stay) AS stay, sum(credit) AS credit, sum(paid) AS paid
  FROM ledger WHERE month IS NOT NULL GROUP BY etb, month
)
SELECT
  m.etb AS facility,
  m.month,
  m.care::DECIMAL(18,4) AS care_billed,
  m.stay::DECIMAL(18,4) AS accommodation_billed,
  m.credit::DECIMAL(18,4) AS credited,
  (m.care + m.stay - m.credit)::DECIMAL(18,4) AS revenue,
  m.paid::DECIMAL(18,4) AS accommodation_paid,
  (m.stay - m.credit - m.paid)::DECIMAL(18,4) AS open_balance,
  (SELECT sum(e.stay - e.credit - e.paid) FROM months e WHERE e.etb = m.etb AND e.month <= m.month)::DECIMAL(18,4) AS open_balance_to_date
FROM months m
