/* ---
kind: full
description: "Residents' files, a row for each change of a file, exactly as the source gives them"
columns:
  ETB: {description: "CHAR(6): code of the home"}
  NO_PATIENT: {description: "CHAR(10): number of the resident within the home", pii: identifier}
  NOM_PATIENT: {description: "Surname; half of the rows are filled to 40 characters", pii: name}
  PRENOM_PATIENT: {description: "First name", pii: name}
  NISS: {description: "National number", pii: national_id}
  DATE_NAISSANCE: {description: "Date of birth", pii: birth_date}
  SEXE: {description: "M or F, sometimes in small letters"}
  CODE_KATZ: {description: "CHAR(2): dependency on the Katz scale (O, A, B, C, Cd); NULL before the first assessment"}
  DATE_ENTREE: {description: "First day of the stay"}
  DATE_SORTIE: {description: "Day on which the resident left; NULL: still there"}
  TELEPHONE_CONTACT: {description: "Telephone of the contact person", pii: phone}
  REMARQUE: {description: "Free text of the staff", pii: free_text}
  DATE_MODIF: {description: "When this version of the file was entered"}
audits:
  - row_count: {min: 1}
--- */
SELECT * FROM firebird.V_RESIDENTS
