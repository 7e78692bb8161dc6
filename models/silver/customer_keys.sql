/* ---
kind: embedded
grain: [facility, resident_number]
description: >-
  The stable key of every resident that any view names. It is hashed once for each distinct resident, not for each row, and
  equals Python's xxhash.xxh32(f"{etb}_{no_patient}").hexdigest() over the trimmed values, so that it joins with what older
  exports hold. Embedded: the list that leads from key to resident is never written to the lake.
columns:
  facility: {description: "Code of the home"}
  resident_number: {description: "Number of the resident within the home", pii: identifier}
  customer_key: {description: "Eight hexadecimal digits that stand for the resident in silver and gold"}
--- */
WITH residents AS (
  SELECT {{> clean_text column="ETB"}} AS facility, {{> clean_text column="NO_PATIENT"}} AS resident_number FROM bronze.residents
  UNION
  SELECT {{> clean_text column="ETB"}}, {{> clean_text column="NO_PATIENT"}} FROM bronze.billing_details
  UNION
  SELECT {{> clean_text column="ETB"}}, {{> clean_text column="NO_PATIENT"}} FROM bronze.accommodation_lines
  UNION
  SELECT {{> clean_text column="ETB"}}, {{> clean_text column="NO_PATIENT"}} FROM bronze.payments
)
SELECT facility, resident_number, xxh32(facility || '_' || resident_number) AS customer_key
FROM residents
