/* ---
kind: full
description: "Lines of care invoices as recorded, with corrections, cancellations and rows given twice, exactly as the source gives them"
columns:
  ETB: {description: "CHAR(6): code of the home"}
  NO_PATIENT: {description: "CHAR(10): number of the resident in the home", pii: identifier}
  NOM_PATIENT: {description: "Surname and first name, in one of two spellings", pii: name}
  SENIORIE: {description: "CHAR(40): name of the home, in one of two spellings"}
  DATE: {description: "Day of the intervention"}
  DUREE_INTERVENTION: {description: "Length in minutes; NULL: not recorded"}
  REFERENCE_PRESTATION: {description: "CHAR(8): code of the service"}
  LIBELLE_PRESTATION: {description: "Name of the service, in French"}
  CODE_SOIGNANT: {description: "CHAR(6): code of the carer", pii: employee}
  QUANTITE: {description: "How often the service was given"}
  MONTANT: {description: "Amount in euro"}
  NO_FACTURE: {description: "Number of the invoice within the home"}
  NO_LIGNE: {description: "Number of the line within the invoice"}
  NO_CORRECTION: {description: "0, then 1, 2, … for corrections; the highest counts"}
  STATUT: {description: "V first record, C corrected, A cancelled"}
  DATE_ENCODAGE: {description: "When this row was recorded"}
audits:
  - row_count: {min: 1}
--- */
SELECT * FROM firebird.V_DETAILFACTCNS_FICHIER_AD
