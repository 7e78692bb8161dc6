/* ---
kind: full
description: "Lines of the monthly accommodation invoices, credit notes included, exactly as the source gives them"
columns:
  ETB: {description: "CHAR(6): code of the home"}
  NO_PATIENT: {description: "CHAR(10): number of the resident in the home", pii: identifier}
  NOM_PATIENT: {description: "Surname and first name", pii: name}
  NO_FACTURE: {description: "Number of the invoice within the home"}
  NO_LIGNE: {description: "Number of the line within the invoice"}
  PERIODE_DEBUT: {description: "First night of the period"}
  PERIODE_FIN: {description: "Last night of the period"}
  CODE_RUBRIQUE: {description: "CHAR(6): HEB, SUP, PHA, COI or NC (credit note)"}
  LIBELLE: {description: "Text of the line, in French"}
  QUANTITE: {description: "Nights or pieces; negative in credit notes"}
  PRIX_UNITAIRE: {description: "Price of one, in euro"}
  MONTANT: {description: "Amount in euro; negative in credit notes"}
  DATE_FACTURE: {description: "Day of the invoice or of the credit note"}
  DATE_ENCODAGE: {description: "When this row was recorded"}
audits:
  - row_count: {min: 1}
--- */
SELECT * FROM firebird.V_HEBERGEMENT_FACTURE
