/* ---
kind: full
description: "Prescriptions, exactly as the source gives them"
audits:
  - not_null: [drug_exposure_id]
  - unique: [drug_exposure_id]
  - row_count: {min: 1}
--- */
SELECT * FROM omop.drug_exposure
