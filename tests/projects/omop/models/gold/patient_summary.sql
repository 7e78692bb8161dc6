/* ---
kind: full
grain: [person_id]
description: "One row for each patient: who, how long under observation, and what the timeline holds"
columns:
  person_id: {description: "Number of the patient", audits: [not_null, unique]}
  sex: {description: "female, male or unknown", audits: [not_null]}
  year_of_birth: {description: "Year of birth", audits: [not_null]}
  is_deceased: {description: "Whether a death is recorded", audits: [not_null]}
  years_observed: {description: "Calendar years with at least a day under observation", audits: [not_null]}
  events: {description: "Events of the timeline", audits: [not_null]}
  first_event_on: {description: "Day of the first event; NULL: none"}
  last_event_on: {description: "Day of the last event; NULL: none"}
  longest_silence_days: {description: "Longest time between two events, in days; NULL: fewer than two"}
  open_conditions: {description: "Distinct conditions that are not over", audits: [not_null]}
  physicians: {description: "Distinct physicians seen", audits: [not_null]}
--- */
SELECT
  persons.person_id,
  persons.sex,
  persons.year_of_birth,
  persons.died_on IS NOT NULL AS is_deceased,
  (SELECT count(*) FROM silver.observed_years AS years WHERE years.person_id = persons.person_id) AS years_observed,
  count(timeline.event_number) AS events,
  min(timeline.event_date) AS first_event_on,
  max(timeline.event_date) AS last_event_on,
  max(timeline.days_since_previous) AS longest_silence_days,
  (
    SELECT count(DISTINCT conditions.concept_id)
    FROM silver.conditions AS conditions
    WHERE conditions.person_id = persons.person_id AND conditions.ended_on IS NULL
  ) AS open_conditions,
  (SELECT count(DISTINCT visits.provider_id) FROM silver.visits AS visits WHERE visits.person_id = persons.person_id) AS physicians
FROM silver.persons AS persons
LEFT JOIN gold.patient_timeline AS timeline USING (person_id)
GROUP BY persons.person_id, persons.sex, persons.year_of_birth, persons.died_on
