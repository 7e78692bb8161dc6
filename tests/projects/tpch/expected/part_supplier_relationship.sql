-- The suppliers with complaints by NOT IN, as TPC-H has it; the distinct ones by a list.
SELECT p_brand AS brand, p_type AS type, p_size::INTEGER AS size, len(list_distinct(list(ps_suppkey)))::BIGINT AS suppliers
FROM read_csv('{{data}}/part.csv.gz', delim = '|') JOIN read_csv('{{data}}/partsupp.csv.gz', delim = '|') ON p_partkey = ps_partkey
WHERE p_brand <> 'Brand#45' AND p_type NOT LIKE 'MEDIUM POLISHED%' AND p_size IN (49, 14, 23, 45, 19, 3, 36, 9)
  AND ps_suppkey NOT IN (
    SELECT s_suppkey FROM read_csv('{{data}}/supplier.csv.gz', delim = '|') WHERE s_comment LIKE '%Customer%Complaints%')
GROUP BY 1, 2, 3
