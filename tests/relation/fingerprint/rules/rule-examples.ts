type Pair = readonly [one: string, other: string];

/** For each rule, pairs of queries over the tables of the pairs in which it is applied. */
export const ruleExamples: Readonly<Record<string, readonly Pair[]>> = {
  'constant-cast': [
    [
      'SELECT 1::BIGINT AS x, NULL::VARCHAR AS y, a FROM t WHERE true',
      'SELECT CAST(1 AS BIGINT) AS x, CAST(NULL AS VARCHAR) AS y, a FROM t',
    ],
    ['SELECT g + 1 AS x FROM t', 'SELECT g + 1::BIGINT AS x FROM t'],
  ],
  'lossless-cast': [
    ['SELECT a::BIGINT::HUGEINT::INTEGER AS x FROM t', 'SELECT a AS x FROM t'],
    ['SELECT a::VARCHAR::INTEGER AS x, d::TIMESTAMP::DATE AS y FROM t', 'SELECT a AS x, d AS y FROM t'],
  ],
  'in-list': [
    ['SELECT a IN (1, b, NULL) AS x FROM t', 'SELECT a = NULL OR b = a OR 1 = a AS x FROM t'],
    ['SELECT a NOT IN (1, b) AS x FROM t', 'SELECT NOT (a = 1 OR a = b) AS x FROM t'],
  ],
  between: [
    [
      'SELECT a FROM t WHERE length(s) BETWEEN 1 AND b',
      'SELECT a FROM t WHERE length(s) >= 1 AND length(s) <= b',
    ],
  ],
  'comparison-sides': [
    [
      'SELECT a > b AS x, a >= c AS y, b = c AS z FROM t',
      'SELECT b < a AS x, c <= a AS y, c = b AS z FROM t',
    ],
  ],
  'widened-comparison': [
    ['SELECT a::BIGINT < b::BIGINT AS x, a = 1::BIGINT AS y FROM t', 'SELECT a < b AS x, a = 1 AS y FROM t'],
    ['SELECT a FROM t WHERE a::HUGEINT IS DISTINCT FROM 2', 'SELECT a FROM t WHERE a IS DISTINCT FROM 2'],
  ],
  'constant-comparison': [
    ['SELECT 1 = 1 AS x, 2 < 1 AS y, 1 <> 2 AS z FROM t', 'SELECT true AS x, false AS y, true AS z FROM t'],
    [
      "SELECT CASE 'b' WHEN 'a' THEN a WHEN 'b' THEN b END AS x, 'a' IS DISTINCT FROM 'A' AS y FROM t",
      'SELECT b AS x, true AS y FROM t',
    ],
  ],
  'null-safe-comparison': [
    [
      'SELECT id IS NOT DISTINCT FROM n AS x, a IS DISTINCT FROM NULL AS y FROM k',
      'SELECT id = n AS x, a IS NOT NULL AS y FROM k',
    ],
    ['SELECT a IS NOT DISTINCT FROM a AS x FROM t', 'SELECT true AS x FROM t'],
  ],
  'boolean-comparison': [
    ['SELECT (a > b) = true AS x, (a > b) <> true AS y FROM t', 'SELECT a > b AS x, a <= b AS y FROM t'],
  ],
  'exists-count': [
    [
      'SELECT a, EXISTS (SELECT 1 FROM u WHERE x > 1) AS e FROM t',
      'SELECT a, EXISTS (SELECT b FROM u WHERE 1 < x) AS e FROM t',
    ],
  ],
  'null-test': [
    ['SELECT a IS NOT NULL AS x, id IS NULL AS y FROM k', 'SELECT NOT (a IS NULL) AS x, false AS y FROM k'],
  ],
  'negated-like': [
    [
      "SELECT s NOT LIKE 'x%' AS x, s NOT ILIKE 'Y' AS y FROM t",
      "SELECT NOT (s LIKE 'x%') AS x, NOT (s ILIKE 'Y') AS y FROM t",
    ],
  ],
  negation: [
    [
      'SELECT NOT (a > 1 AND (b = 2 OR c <= 3)) AS x FROM t',
      'SELECT a <= 1 OR (b <> 2 AND c > 3) AS x FROM t',
    ],
    [
      'SELECT NOT (a IS DISTINCT FROM b) AS x, NOT (f < 1) AS y FROM t',
      'SELECT a IS NOT DISTINCT FROM b AS x, f >= 1 AS y FROM t',
    ],
  ],
  conjunction: [
    ['SELECT (a > 1 AND b > 1) AND (a > 1 AND true) AS x FROM t', 'SELECT b > 1 AND a > 1 AS x FROM t'],
    ['SELECT a > 1 OR true AS x, a > 1 AND false AS y FROM t', 'SELECT true AS x, false AS y FROM t'],
  ],
  'integer-sum': [
    ['SELECT (a + 1) - b + 1 AS x, -(a - b) AS y FROM t', 'SELECT 2 - b + a AS x, b - a AS y FROM t'],
    ['SELECT (g + a) + b AS x FROM t', 'SELECT g + (b::BIGINT + a) AS x FROM t'],
  ],
  'integer-product': [['SELECT (a * 2) * (b * 3) AS x FROM t', 'SELECT 6 * b * a AS x FROM t']],
  'commuted-call': [
    [
      'SELECT f + a AS x, f * 2 AS y, xor(a, b) AS z FROM t',
      'SELECT a + f AS x, 2 * f AS y, xor(b, a) AS z FROM t',
    ],
  ],
  concatenation: [["SELECT s || ('-' || s) AS x FROM t", "SELECT (s || '-') || s AS x FROM t"]],
  'sorted-list': [
    [
      'SELECT b, list(a ORDER BY a) AS l FROM t GROUP BY b',
      'SELECT z.b, list(z.a ORDER BY z.a) AS l FROM t z GROUP BY z.b',
    ],
  ],
  'case-coalesce': [
    ['SELECT CASE WHEN a IS NULL THEN b ELSE a END AS x FROM t', 'SELECT ifnull(a, b) AS x FROM t'],
  ],
  'case-boolean': [
    [
      'SELECT CASE WHEN a IS NULL THEN true ELSE false END AS x, if(a IS NULL, false, true) AS y FROM t',
      'SELECT a IS NULL AS x, a IS NOT NULL AS y FROM t',
    ],
  ],
  'case-branches': [
    [
      'SELECT CASE WHEN false THEN 1 WHEN a = 1 THEN 2 ELSE CASE WHEN b = 1 THEN 3 ELSE 3 END END AS x FROM t',
      'SELECT CASE WHEN a = 1 THEN 2 ELSE 3 END AS x FROM t',
    ],
    [
      'SELECT if(a IS NOT NULL, b, c) AS x, if(id <> n, 1, 2) AS y FROM (SELECT t.a, t.b, t.c, k.id, k.n FROM t, k)',
      'SELECT if(a IS NULL, c, b) AS x, if(id = n, 2, 1) AS y FROM (SELECT t.a, t.b, t.c, k.id, k.n FROM t, k)',
    ],
  ],
  coalesce: [
    ['SELECT coalesce(a, NULL, coalesce(b, a), 0, c) AS x FROM t', 'SELECT coalesce(a, b, 0) AS x FROM t'],
  ],
  maybe: [
    [
      'SELECT t.a, q.y FROM t LEFT JOIN (SELECT a, NULL::INTEGER AS y FROM u) q ON t.a = q.a',
      'SELECT t.a, NULL::INTEGER AS y FROM t LEFT JOIN u ON t.a = u.a',
    ],
  ],
  'certain-mark': [
    [
      'SELECT id, n IN (SELECT id FROM k) AS x FROM k',
      'SELECT y.id, EXISTS (SELECT 1 FROM k z WHERE z.id = y.n) AS x FROM k y',
    ],
  ],
  'filtered-case': [
    [
      'SELECT sum(CASE WHEN b > 0 THEN a END) AS x, min(CASE WHEN a IS NULL THEN c END) AS y FROM t',
      'SELECT sum(a) FILTER (WHERE b > 0) AS x, min(c) FILTER (WHERE a IS NULL) AS y FROM t',
    ],
  ],
  'count-rows': [
    [
      'SELECT a, count(1) AS x, count(n) AS y FROM k GROUP BY a',
      'SELECT a, count(*) AS x, count(*) AS y FROM k GROUP BY a',
    ],
  ],
  'true-filter': [['SELECT sum(a) FILTER (WHERE 1 = 1) AS x FROM t', 'SELECT sum(a) AS x FROM t']],
  'distinct-aggregate': [
    [
      'SELECT max(DISTINCT a) AS x, bool_and(DISTINCT b > 0) AS y FROM t',
      'SELECT max(a) AS x, bool_and(b > 0) AS y FROM t',
    ],
  ],
  'unseen-order': [
    [
      'SELECT sum(a ORDER BY b) AS x, count(c ORDER BY a) AS y FROM t',
      'SELECT sum(a) AS x, count(c) AS y FROM t',
    ],
  ],
  'partition-order': [
    [
      'SELECT sum(c) OVER (PARTITION BY a ORDER BY a, b, b DESC) AS x FROM t',
      'SELECT sum(c) OVER (PARTITION BY a ORDER BY b) AS x FROM t',
    ],
  ],
  'rank-frame': [
    [
      'SELECT rank() OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS x FROM t',
      'SELECT rank() OVER (ORDER BY a) AS x FROM t',
    ],
  ],
  'whole-partition': [
    [
      'SELECT sum(c) OVER (PARTITION BY a) AS x FROM t',
      'SELECT sum(c) OVER (PARTITION BY a ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS x FROM t',
    ],
  ],
  'inlined-cte': [
    [
      'WITH q AS (SELECT a, b FROM t WHERE c > 0) SELECT y.a, z.b FROM q y JOIN q z ON y.a = z.b',
      'SELECT y.a, z.b FROM t y JOIN t z ON y.a = z.b WHERE y.c > 0 AND z.c > 0',
    ],
  ],
  'whole-recursion': [
    [
      'WITH RECURSIVE r(n) AS (SELECT a FROM t UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT n FROM r',
      'WITH RECURSIVE z(m) AS (SELECT a FROM t UNION ALL SELECT 1 + m FROM z WHERE 3 > m) SELECT m AS n FROM z',
    ],
  ],
  'merged-projections': [
    ['SELECT y * 2 AS x FROM (SELECT a + b AS y FROM t)', 'SELECT (a + b) * 2 AS x FROM t'],
  ],
  'flattened-join': [
    [
      'SELECT t.c, u.x, k.n FROM t JOIN u USING (a) JOIN k ON u.x = k.id',
      'SELECT t.c, u.x, k.n FROM k, u, t WHERE k.id = u.x AND u.a = t.a',
    ],
  ],
  decorrelate: [
    [
      'SELECT t.b FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = t.a AND u.x > t.b)',
      'SELECT t.b FROM t SEMI JOIN u ON t.a = u.a AND t.b < u.x',
    ],
    [
      'SELECT t.b, l.y FROM t LEFT JOIN LATERAL (SELECT u.x AS y FROM u WHERE u.a = t.a) l ON true',
      'SELECT t.b, u.x AS y FROM t LEFT JOIN u ON t.a = u.a',
    ],
  ],
  'semi-join': [
    [
      'SELECT b FROM t WHERE a IN (SELECT a FROM u WHERE x > 0)',
      'SELECT t.b FROM t SEMI JOIN u ON u.a = t.a AND u.x > 0',
    ],
    [
      'SELECT b FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.a = t.a)',
      'SELECT t.b FROM t ANTI JOIN u ON u.a = t.a',
    ],
  ],
  'semi-distinct': [
    [
      'SELECT b FROM t WHERE a IN (SELECT DISTINCT a FROM u)',
      'SELECT b FROM t WHERE a IN (SELECT a FROM u GROUP BY a)',
    ],
  ],
  'lifted-filter': [
    [
      'SELECT t.b, u.x FROM t LEFT JOIN u ON t.a = u.a AND u.x > 0 WHERE t.c = 1',
      'SELECT t.b, u.x FROM (SELECT * FROM t WHERE c = 1) t LEFT JOIN (SELECT * FROM u WHERE x > 0) u ON t.a = u.a',
    ],
    ['SELECT t.b, u.x FROM t RIGHT JOIN u ON t.a = u.a', 'SELECT t.b, u.x FROM u LEFT JOIN t ON u.a = t.a'],
  ],
  'lookup-join': [
    ['SELECT t.b FROM t LEFT JOIN k ON k.id = t.a', 'SELECT t.b FROM t'],
    [
      'SELECT t.b, (SELECT n FROM k WHERE id = t.a) AS n FROM t',
      'SELECT t.b, k.n FROM t LEFT JOIN k ON k.id = t.a',
    ],
  ],
  'full-join': [
    ['SELECT t.b, u.x FROM t FULL JOIN u ON t.a = u.a', 'SELECT t.b, u.x FROM u FULL JOIN t ON t.a = u.a'],
    ['SELECT t.b, k.n FROM t FULL JOIN k ON t.a = k.id', 'SELECT t.b, k.n FROM k FULL JOIN t ON t.a = k.id'],
    ['SELECT u.b, k.n FROM u FULL JOIN k ON u.a = k.id', 'SELECT u.b, k.n FROM k FULL JOIN u ON u.a = k.id'],
  ],
  'merged-filters': [
    ['SELECT a FROM (SELECT a, b FROM t WHERE a > 0) WHERE b > 0', 'SELECT a FROM t WHERE b > 0 AND a > 0'],
  ],
  'truth-only': [
    [
      'SELECT a FROM t WHERE a IS NOT DISTINCT FROM 1 AND coalesce(b > 1, false)',
      'SELECT a FROM t WHERE a = 1 AND b > 1',
    ],
    [
      'SELECT b FROM t WHERE a IN (SELECT a FROM u) OR b = 1',
      'SELECT b FROM t WHERE b = 1 OR EXISTS (SELECT 1 FROM u WHERE u.a = t.a)',
    ],
  ],
  'never-true': [['SELECT a, b FROM t WHERE a > 1 AND false', 'SELECT a, b FROM t WHERE NULL']],
  'outer-to-inner': [
    [
      'SELECT t.b, u.x FROM t LEFT JOIN u ON t.a = u.a WHERE u.x + 1 > t.b',
      'SELECT t.b, u.x FROM t JOIN u ON t.a = u.a AND u.x + 1 > t.b',
    ],
  ],
  'left-anti': [
    [
      'SELECT t.b FROM t LEFT JOIN u ON t.a = u.a WHERE u.a IS NULL',
      'SELECT t.b FROM t ANTI JOIN u ON t.a = u.a',
    ],
    [
      'SELECT t.b FROM t LEFT JOIN k ON t.a = k.a AND k.n > 1 WHERE k.id IS NULL',
      'SELECT t.b FROM t WHERE NOT EXISTS (SELECT 1 FROM k WHERE k.a = t.a AND k.n > 1)',
    ],
  ],
  'implied-presence': [
    [
      'SELECT count(a) AS n, count(b) AS m FROM t WHERE a > 0 AND a IS NOT NULL',
      'SELECT count(*) AS n, count(b) AS m FROM t WHERE a > 0',
    ],
  ],
  'one-row': [
    ['SELECT a, (SELECT max(x) FROM u) AS m FROM t', 'SELECT a, m FROM t, (SELECT max(x) AS m FROM u)'],
  ],
  'constant-keys': [
    ['SELECT a, count(*) AS n FROM t GROUP BY a, 1 + 1', 'SELECT a, count(*) AS n FROM t GROUP BY a'],
  ],
  'distinct-as-group': [
    ['SELECT DISTINCT a, b FROM t', 'SELECT b AS b, a AS a FROM t GROUP BY ALL'].map(
      (sql) => `SELECT a, b FROM (${sql})`,
    ) as unknown as Pair,
  ],
  'redundant-distinct': [
    ['SELECT DISTINCT id, a FROM k', 'SELECT id, a FROM k'],
    ['SELECT DISTINCT a, count(*) AS n FROM t GROUP BY a', 'SELECT a, count(*) AS n FROM t GROUP BY a'],
  ],
  'argument-order': [
    [
      "SELECT string_agg(s, ',' ORDER BY s) AS x, arg_max(a, a) AS y FROM t",
      "SELECT string_agg(z.s, ',' ORDER BY z.s) AS x, arg_max(z.a, z.a) AS y FROM t z",
    ],
  ],
  'total-order': [
    [
      'SELECT id, row_number() OVER (PARTITION BY a ORDER BY n, id) AS r, lag(n) OVER (ORDER BY id) AS p FROM k',
      'SELECT z.id, row_number() OVER (PARTITION BY z.a ORDER BY z.n, z.id) AS r, lag(z.n) OVER (ORDER BY z.id) AS p FROM k z',
    ],
    ['SELECT id FROM k ORDER BY n, id LIMIT 2', 'SELECT z.id FROM k z ORDER BY z.n, z.id LIMIT 2'],
    [
      'SELECT DISTINCT ON (a) id FROM k ORDER BY a, id',
      'SELECT DISTINCT ON (z.a) z.id FROM k z ORDER BY z.a, z.id',
    ],
    [
      'SELECT a, first(n ORDER BY id) AS f FROM k GROUP BY a',
      'SELECT z.a, first(z.n ORDER BY z.id) AS f FROM k z GROUP BY 1',
    ],
  ],
  'flattened-union': [
    [
      'WITH q AS (SELECT a FROM t UNION ALL SELECT a FROM u) SELECT a + 1 AS x FROM q UNION ALL SELECT n FROM k',
      'SELECT n AS x FROM k UNION ALL SELECT a + 1 FROM u UNION ALL SELECT a + 1 FROM t',
    ],
  ],
  'union-arms': [
    ['SELECT a, b FROM t UNION ALL SELECT a, b FROM u', 'SELECT a, b FROM u UNION ALL SELECT a, b FROM t'],
    [
      'SELECT a, b FROM t UNION ALL SELECT id, n FROM k',
      'SELECT id AS a, n AS b FROM k UNION ALL SELECT a, b FROM t',
    ],
    [
      'SELECT a, b FROM u UNION ALL SELECT id, n FROM k',
      'SELECT id AS a, n AS b FROM k UNION ALL SELECT a, b FROM u',
    ],
  ],
  'unseen-sort': [['SELECT a FROM (SELECT a, b FROM t ORDER BY b) ORDER BY a', 'SELECT a FROM t']],
};
