/* ---
kind: full
grain: [facility, date]
description: "Residents present and beds of each home on each day since it opened"
columns:
  facility: {description: "Code of the home"}
  date: {description: "The day"}
  month: {description: "First day of its month"}
  residents_present: {description: "Residents who had arrived and not yet left", audits: [not_null, {accepted_range: {min: 0}}]}
  beds: {description: "Beds in use, as last known", audits: [not_null]}
  occupancy: {description: "Residents present per bed, as a share of 1", audits: [{accepted_range: {min: 0, max: 1}}]}
audits:
  - not_null: [facility, date]
  - unique: [facility, date]
--- */
SELECT
  facilities.facility,
  calendar.date,
  calendar.month,
  count(residents.customer_key) AS residents_present,
  facilities.beds,
  CAST(count(residents.customer_key) / facilities.beds AS DECIMAL(9,4)) AS occupancy
FROM silver.facilities AS facilities
JOIN silver.calendar AS calendar ON calendar.date >= facilities.opened_on
LEFT JOIN silver.residents AS residents
  ON residents.facility = facilities.facility
  AND residents.admitted_on <= calendar.date
  AND (residents.left_on IS NULL OR residents.left_on > calendar.date)
GROUP BY facilities.facility, calendar.date, calendar.month, facilities.beds
