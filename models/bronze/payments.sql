/* ---
kind: full
description: "Payments of accommodation invoices, returned ones as negative amounts, exactly as the source gives them"
columns:
  NO_PAIEMENT: {description: "Number of the payment"}
  ETB: {description: "CHAR(6): code of the home"}
  NO_PATIENT: {description: "CHAR(10): number of the resident in the home", pii: identifier}
  NO_FACTURE: {description: "Number of the invoice that is paid"}
  DATE_PAIEMENT: {description: "Day of the payment"}
  MONTANT: {description: "Amount in euro; negative: returned by the bank"}
  MODE_PAIEMENT: {description: "DOM direct debit, VIR transfer, ESP cash"}
  IBAN: {description: "CHAR(34): account that paid", pii: bank_account}
  COMMUNICATION: {description: "Structured message of the payment"}
  DATE_ENCODAGE: {description: "When this row was recorded"}
audits:
  - row_count: {min: 1}
--- */
SELECT * FROM firebird.V_PAIEMENTS
