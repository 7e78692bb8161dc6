/* ---
kind: full
description: "Residents' files, a row for each change of a file, exactly as the source gives them"
columns:
  ETB: {description: "CHAR(6): code of the home"}
  NO_PATIENT: {description: "CHAR(10): number of the resident in the home", pii: identifier}
  NOM_PATIENT: {description: "Surname; in half of the rows CHAR(40)", pii: name}
  PRENOM_PATIENT: {description: "First name", pii: name}
  NISS: {description: "National number", pii: national_id}
  DATE_NAISSANCE: {description: "Date of birth", pii: birth_date}
  SEXE: {description: "M or F, sometimes in small letters"}
  CODE_KATZ: {description: "CHAR(2): Katz scale, O, A, B, C or Cd; NULL: not assessed"}
  DATE_ENTREE: {description: "First day of the stay"}
  DATE_SORTIE: {description: "Day of departure; NULL: still there"}
  TELEPHONE_CONTACT: {description: "Telephone of the contact person", pii: phone}
  REMARQUE: {description: "Free text of the staff", pii: free_text}
  DATE_MODIF: {description: "When this version of the file was entered"}
audits:
  - row_count: {min: 1}
--- */
SELECT * FROM firebird.V_RESIDENTS
