/* ---
kind: full
description: "Care homes; a home may have several rows, of which the latest counts, exactly as the source gives them"
columns:
  ETB: {description: "CHAR(6): code of the home, filled with spaces"}
  NOM: {description: "Name of the home, CHAR(40)"}
  CODE_POSTAL: {description: "Postcode"}
  LOCALITE: {description: "Town"}
  DATE_OUVERTURE: {description: "Day on which the home opened"}
  NB_LITS: {description: "Beds in use"}
  DATE_MODIF: {description: "When this row was entered"}
audits:
  - row_count: {min: 1}
  - unique: [ETB, DATE_MODIF]
--- */
SELECT * FROM firebird.V_ETABLISSEMENTS
