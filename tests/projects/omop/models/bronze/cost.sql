/* ---
kind: full
description: "Costs of visits, drugs and procedures; empty in this data set, exactly as the source gives them"
audits:
  - not_null: [cost_id]
  - unique: [cost_id]
--- */
SELECT * FROM omop.cost
