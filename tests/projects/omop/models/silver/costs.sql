/* ---
kind: full
grain: [cost_id]
description: "Costs with the patient and the day of what they are for. A cost whose event is not there has neither"
columns:
  cost_id: {description: "Number of the cost", audits: [not_null, unique]}
  domain: {description: "Visit, Drug, Procedure or Condition", audits: [not_null]}
  event_id: {description: "Number of what it is for", audits: [not_null]}
  person_id: {description: "Number of the patient"}
  incurred_on: {description: "Day of what it is for"}
  total_cost: {description: "Cost to the provider"}
  total_paid: {description: "Amount paid by all payers and the patient"}
  paid_by_patient: {description: "Amount paid by the patient"}
--- */
WITH events AS (
  SELECT 'Visit' AS domain, visit_id AS event_id, person_id, started_on AS day FROM silver.visits
  UNION ALL
  SELECT 'Drug', exposure_id, person_id, first_day FROM silver.drug_exposures
  UNION ALL
  SELECT 'Procedure', procedure_id, person_id, done_on FROM silver.procedures
  UNION ALL
  SELECT 'Condition', condition_id, person_id, began_on FROM silver.conditions
)
SELECT
  costs.cost_id,
  costs.cost_domain_id AS domain,
  costs.cost_event_id AS event_id,
  events.person_id,
  events.day AS incurred_on,
  costs.total_cost,
  costs.total_paid,
  costs.paid_by_patient
FROM bronze.cost AS costs
LEFT JOIN events ON events.domain = costs.cost_domain_id AND events.event_id = costs.cost_event_id
