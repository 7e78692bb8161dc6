/* ---
kind: full
grain: [facility]
description: "Care homes with licence and plan; of several rows for a home the latest counts"
columns:
  facility: {description: "Code of the home", audits: [not_null, unique]}
  name: {description: "Name of the home", audits: [not_null]}
  postcode: {description: "Postcode"}
  town: {description: "Town"}
  region: {description: "Region that licenses the home", audits: [not_null, {accepted_values: [Brussels, Wallonia]}]}
  opened_on: {description: "Day on which the home opened", audits: [not_null]}
  beds: {description: "Beds in use", audits: [{accepted_range: {min: 1, max: 500}}]}
  licensed_beds: {description: "Beds that the licence allows", audits: [not_null]}
  target_minutes_per_day: {description: "Planned care minutes of the home on an average day", audits: [not_null]}
audits:
  - row_count: {min: 1, max: 1000}
--- */
WITH latest AS (
  SELECT
    {{> clean_text column="ETB"}} AS facility,
    {{> clean_text column="NOM"}} AS name,
    CODE_POSTAL AS postcode,
    LOCALITE AS town,
    DATE_OUVERTURE AS opened_on,
    NB_LITS AS beds
  FROM bronze.facilities
  {{> latest keys="ETB" version="DATE_MODIF"}}
)
SELECT
  latest.facility,
  latest.name,
  latest.postcode,
  latest.town,
  targets.region,
  latest.opened_on,
  latest.beds,
  targets.licensed_beds,
  targets.target_minutes_per_day
FROM latest
LEFT JOIN seeds.facility_targets AS targets USING (facility)
