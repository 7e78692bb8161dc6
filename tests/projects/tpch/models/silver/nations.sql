/* ---
kind: embedded
grain: [nation_key]
description: "Nations with their region"
columns:
  nation_key: {description: "Number of the nation"}
  nation: {description: "Name of the nation"}
  region: {description: "Name of its region"}
--- */
SELECT nations.n_nationkey AS nation_key, nations.n_name AS nation, regions.r_name AS region
FROM seeds.nation AS nations
JOIN seeds.region AS regions ON regions.r_regionkey = nations.n_regionkey
