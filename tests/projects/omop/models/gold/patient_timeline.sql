/* ---
kind: full
grain: [person_id, event_number]
description: "What happened to each patient, in order: visits, diagnoses, drugs, procedures, death"
partitioned_by: [event_type]
tags: [timeline]
columns:
  person_id: {description: "Number of the patient"}
  event_number: {description: "1 for the patient's first event, then 2, 3, …; events of a day by kind and number"}
  event_date: {description: "Day of the event, or of its beginning", audits: [not_null]}
  event_type: {description: "visit, condition, drug, procedure or death", audits: [{accepted_values: [visit, condition, drug, procedure, death]}]}
  event_id: {description: "Number of the visit, diagnosis, supply or procedure; the patient's for a death", audits: [not_null]}
  event: {description: "What it was", audits: [not_null]}
  age: {description: "Year of the event less the year of birth", audits: [not_null, {accepted_range: {min: 0, max: 120}}]}
  days_since_previous: {description: "Days since the patient's event before; NULL for the first", audits: [{accepted_range: {min: 0}}]}
audits:
  - not_null: [person_id, event_number]
  - unique: [person_id, event_number]
--- */
WITH events AS (
  SELECT visits.person_id, visits.started_on AS event_date, 'visit' AS event_type, visits.visit_id AS event_id, visits.visit_type || ' visit' AS event
  FROM silver.visits AS visits
  UNION ALL
  SELECT person_id, began_on, 'condition', condition_id, condition FROM silver.conditions
  UNION ALL
  SELECT person_id, first_day, 'drug', exposure_id, drug FROM silver.drug_exposures
  UNION ALL
  SELECT person_id, done_on, 'procedure', procedure_id, procedure FROM silver.procedures
  UNION ALL
  SELECT person_id, died_on, 'death', person_id, 'death' FROM silver.persons WHERE died_on IS NOT NULL
)
SELECT
  events.person_id,
  row_number() OVER in_order AS event_number,
  events.event_date,
  events.event_type,
  events.event_id,
  events.event,
  CAST(year(events.event_date) AS INTEGER) - persons.year_of_birth AS age,
  events.event_date - lag(events.event_date) OVER in_order AS days_since_previous
FROM events
JOIN silver.persons AS persons USING (person_id)
WINDOW in_order AS (PARTITION BY events.person_id ORDER BY events.event_date, events.event_type, events.event_id)
