/* ---
kind: full
description: "Prices of care services, a row for each period of validity, exactly as the source gives them"
columns:
  REFERENCE_PRESTATION: {description: "CHAR(8): code of the service"}
  LIBELLE: {description: "Name of the service, in French"}
  MONTANT_UNITAIRE: {description: "Price of one, in euro"}
  DATE_DEBUT: {description: "First day of the price"}
  DATE_FIN: {description: "Last day of the price; NULL: still valid"}
audits:
  - row_count: {min: 1}
--- */
SELECT * FROM firebird.V_TARIFS_PRESTATION
