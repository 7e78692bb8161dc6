/* ---
kind: full
grain: [visit_type, year]
description: "How long visits last, for each kind of visit and year in which it began"
columns:
  visit_type: {description: "inpatient, outpatient, emergency or other"}
  year: {description: "Calendar year in which the visits began"}
  visits: {description: "Number of visits", audits: [{accepted_range: {min: 1}}]}
  overnight_visits: {description: "Visits of at least a night"}
  nights: {description: "Nights of all of them", audits: [{accepted_range: {min: 0}}]}
  average_nights: {description: "Nights per visit", audits: [not_null]}
  median_nights: {description: "Median of the nights", audits: [not_null]}
  longest_nights: {description: "Nights of the longest visit", audits: [not_null]}
  share_of_year: {description: "Share of the year's nights that this kind of visit has; NULL in a year without any night"}
audits:
  - not_null: [visit_type, year]
  - unique: [visit_type, year]
--- */
WITH stays AS (
  SELECT
    visit_type,
    CAST(year(started_on) AS INTEGER) AS year,
    count(*) AS visits,
    count_if(nights > 0) AS overnight_visits,
    CAST(sum(nights) AS BIGINT) AS nights,
    avg(nights) AS average_nights,
    median(nights) AS median_nights,
    max(nights) AS longest_nights
  FROM silver.visits
  GROUP BY ALL
)
SELECT
  visit_type,
  year,
  visits,
  CAST(overnight_visits AS BIGINT) AS overnight_visits,
  nights,
  CAST(average_nights AS DECIMAL(9,4)) AS average_nights,
  CAST(median_nights AS DECIMAL(9,1)) AS median_nights,
  longest_nights,
  CAST(nights / nullif(sum(nights) OVER (PARTITION BY year), 0) AS DECIMAL(9,4)) AS share_of_year
FROM stays
