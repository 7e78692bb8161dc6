/* ---
kind: view
grain: [customer_key]
description: "Residents as last known"
columns:
  customer_key: {description: "Stands for the resident"}
  facility: {description: "Code of the home"}
  sex: {description: "M or F"}
  katz: {description: "Dependency on the Katz scale; NULL before the first assessment"}
  admitted_on: {description: "First day of the stay"}
  left_on: {description: "Day on which the resident left; NULL: still there"}
audits:
  - unique: [customer_key]
--- */
SELECT customer_key, facility, sex, katz, admitted_on, left_on
FROM silver.resident_history
WHERE known_until IS NULL
