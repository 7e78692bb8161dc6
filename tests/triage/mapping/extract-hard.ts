import type { Dialect } from '../../../src/triage/index.ts';

/** A query of a shape that is hard to take apart, in the dialect that it is written in. */
export interface HardQuery {
  readonly name: string;
  readonly dialect: Dialect;
  readonly sql: string;
}

const of = (dialect: Dialect, queries: Readonly<Record<string, string>>): HardQuery[] =>
  Object.entries(queries).map(([name, sql]) => ({ name: `${dialect}: ${name}`, dialect, sql }));

const long = Array.from(
  { length: 300 },
  (_, at) => `WHEN quantity = ${at} THEN '${'x'.repeat(20)}${at}'`,
).join(' ');

export const hard: readonly HardQuery[] = [
  ...of('duckdb', {
    'several steps, one read twice': `WITH a AS (SELECT store, price FROM shop.sales), b AS (SELECT store, sum(price) AS p FROM a GROUP BY store), c AS (SELECT max(price) AS top FROM a) SELECT b.store, b.p / c.top AS share FROM b CROSS JOIN c`,
    'a step with names in its head': `WITH a (s, total) AS (SELECT store, sum(price) FROM shop.sales GROUP BY store) SELECT a.s, a.total FROM a`,
    'steps within a step': `WITH a AS (WITH b AS (SELECT store FROM shop.sales) SELECT store, count(*) AS n FROM b GROUP BY store) SELECT store, n FROM a`,
    'a step called like a step within another': `WITH b AS (SELECT 1 AS x), a AS (WITH b AS (SELECT 2 AS x) SELECT x FROM b) SELECT a.x AS ax, b.x AS bx FROM a CROSS JOIN b`,
    'a step with an order and a limit': `WITH top AS (SELECT id, price FROM shop.sales ORDER BY price DESC, id LIMIT 10) SELECT id FROM top`,
    'a recursion': `WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n`,
    'unions of all kinds': `SELECT store AS s FROM shop.sales UNION SELECT id FROM shop.stores EXCEPT SELECT item FROM shop.sales INTERSECT SELECT id FROM shop.items`,
    'a union in brackets': `(SELECT id FROM shop.sales) UNION ALL (SELECT sale FROM shop.returns)`,
    'a union with an order': `SELECT id FROM shop.sales UNION ALL SELECT sale FROM shop.returns ORDER BY id LIMIT 5`,
    'windows over groups': `SELECT store, sum(price) AS p, rank() OVER (ORDER BY sum(price) DESC) AS r FROM shop.sales GROUP BY store`,
    'a named window': `SELECT id, sum(price) OVER w AS p FROM shop.sales WINDOW w AS (PARTITION BY store ORDER BY day RANGE UNBOUNDED PRECEDING)`,
    'QUALIFY by an alias': `SELECT id, row_number() OVER (PARTITION BY store ORDER BY day, id) AS n FROM shop.sales QUALIFY n = 1`,
    'DISTINCT of expressions': `SELECT DISTINCT year(day) AS y, coalesce(item, 0) AS i FROM shop.sales`,
    'DISTINCT ON': `SELECT DISTINCT ON (store) store, id FROM shop.sales ORDER BY store, id`,
    'HAVING without groups': `SELECT count(*) AS n FROM shop.sales HAVING count(*) > 1`,
    'grouping sets': `SELECT store, item, sum(price) AS p, grouping(store) AS g FROM shop.sales GROUP BY GROUPING SETS ((store), (item), ())`,
    'a cube': `SELECT store, item, sum(price) AS p FROM shop.sales GROUP BY CUBE (store, item)`,
    'correlated subqueries': `SELECT s.id, (SELECT sum(r.amount) FROM shop.returns r WHERE r.sale = s.id AND r.day > s.day) AS back FROM shop.sales s WHERE s.price > (SELECT avg(x.price) FROM shop.sales x WHERE x.store = s.store)`,
    'NOT EXISTS and ALL': `SELECT id FROM shop.sales s WHERE NOT EXISTS (SELECT 1 FROM shop.returns r WHERE r.sale = s.id) AND price >= ALL (SELECT price FROM shop.sales WHERE store = 1)`,
    'a lateral join': `SELECT t.id, x.p FROM shop.stores t, LATERAL (SELECT max(price) AS p FROM shop.sales s WHERE s.store = t.id) x`,
    'a pivot by hand': `SELECT store, sum(price) FILTER (WHERE month(day) = 1) AS jan, sum(CASE month(day) WHEN 2 THEN price END) AS feb FROM shop.sales GROUP BY 1`,
    PIVOT: `SELECT * FROM (SELECT store, month(day) AS m, price FROM shop.sales) PIVOT (sum(price) FOR m IN (1 AS jan, 2 AS feb))`,
    UNPIVOT: `SELECT id, k, v FROM (SELECT id, store, item FROM shop.sales) UNPIVOT (v FOR k IN (store, item))`,
    'queries within queries within queries': `SELECT a.store FROM (SELECT b.store FROM (SELECT store FROM shop.sales WHERE price > 1) b WHERE b.store > 1) a`,
    'an order by place': `SELECT id, price FROM shop.sales ORDER BY 2 DESC NULLS LAST, 1`,
    'an offset': `SELECT id FROM shop.sales ORDER BY id LIMIT 10 OFFSET 5`,
    'stars of two tables': `SELECT r.*, t.name FROM shop.returns r JOIN shop.sales s ON s.id = r.sale JOIN shop.stores t ON t.id = s.store`,
    'a star with exceptions': `SELECT * EXCLUDE (state) FROM shop.stores`,
    'quoted and mixed-case names': `SELECT S."id" AS "Sale Id", s.PRICE AS "Prix €", "s"."day" AS "from" FROM shop.Sales AS s`,
    'a very long line': `SELECT id, CASE ${long} END AS label FROM shop.sales`,
    'comments everywhere': `SELECT /* which */ id, -- the sale\n price -- net, 'quoted' and (bracketed\n AS p FROM shop.sales /* WHERE 1 = 2 */ WHERE price > 0 -- paid`,
    'self-joins': `SELECT a.id, b.id AS other FROM shop.sales a JOIN shop.sales b ON b.store = a.store AND b.id < a.id`,
    'USING and NATURAL': `SELECT id, amount FROM shop.sales JOIN (SELECT sale AS id, amount FROM shop.returns) r USING (id)`,
    'lists and structs': `SELECT store, list(price ORDER BY price) AS prices, {'a': max(price), 'b': min(price)} AS s FROM shop.sales GROUP BY store`,
    'a lambda and a slice': `SELECT id, list_transform([price, 1], x -> x + 1)[1:1] AS l FROM shop.sales`,
    VALUES: `SELECT v.a FROM (VALUES (1), (2)) AS v(a)`,
    ASOF: `SELECT s.id, r.amount FROM shop.sales s ASOF JOIN shop.returns r ON r.sale = s.id AND r.day <= s.day`,
    'a function as a source': `SELECT s.id, u.n FROM shop.sales s, unnest([1, 2]) AS u(n)`,
  }),
  ...of('tsql', {
    'CROSS APPLY': `SELECT t.id, x.p FROM dbo.stores t CROSS APPLY (SELECT TOP 1 s.price AS p FROM dbo.sales s WHERE s.store = t.id ORDER BY s.price DESC) x`,
    'OUTER APPLY': `SELECT t.id, x.p FROM dbo.stores t OUTER APPLY (SELECT MAX(s.price) AS p FROM dbo.sales s WHERE s.store = t.id) x`,
    PIVOT: `SELECT store, [1] AS jan, [2] AS feb FROM (SELECT store, item, price FROM dbo.sales) s PIVOT (SUM(price) FOR item IN ([1], [2])) p`,
    'alias = expression': `SELECT label = s.id, total = s.price * s.quantity FROM dbo.sales s`,
    'a step that shadows a table': `WITH sales AS (SELECT id, store FROM dbo.sales WHERE price > 1) SELECT sales.id FROM sales`,
    'several steps and a union': `WITH a AS (SELECT store, SUM(price) AS p FROM dbo.sales GROUP BY store), b (store, p) AS (SELECT id, 0 FROM dbo.stores) SELECT store, p FROM a UNION ALL SELECT store, p FROM b`,
    'brackets and mixed case': `SELECT [S].[Id] AS [Sale Id], [S].[PRICE] FROM [dbo].[SALES] AS [S]`,
    'FOR XML': `SELECT id FROM dbo.sales FOR XML PATH('x')`,
    'a recursion': `WITH n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n`,
  }),
  ...of('oracle', {
    '(+) joins': `SELECT s.id, t.name FROM sales s, stores t WHERE t.id(+) = s.store`,
    ROWNUM: `SELECT id FROM (SELECT id FROM sales ORDER BY price DESC) WHERE ROWNUM <= 5`,
    'CONNECT BY': `SELECT id FROM stores START WITH id = 1 CONNECT BY PRIOR id = id`,
    MINUS: `SELECT id FROM sales MINUS SELECT sale FROM returns`,
    'DECODE and NVL': `SELECT id, DECODE(store, 1, 'a', 'b') AS kind, NVL(item, 0) AS item FROM sales`,
    LISTAGG: `SELECT store, LISTAGG(id, ',') WITHIN GROUP (ORDER BY id) AS ids FROM sales GROUP BY store`,
  }),
  ...of('firebird', {
    'FIRST and SKIP': `SELECT FIRST 5 SKIP 2 id, price FROM sales ORDER BY price DESC, id`,
    FIRST: `SELECT FIRST 5 id, price FROM sales ORDER BY price DESC, id`,
    LIST: `SELECT store, LIST(id, ';') AS ids FROM sales GROUP BY store`,
    'a selectable procedure': `SELECT p.id, p.price FROM get_sales(1) p`,
    'IIF and CONTAINING': `SELECT id, IIF(quantity > 1, 'many', 'one') AS size FROM sales WHERE CAST(id AS VARCHAR(10)) CONTAINING '1'`,
    'steps and a union': `WITH a AS (SELECT store, COUNT(*) AS n FROM sales GROUP BY store) SELECT t.name, a.n FROM stores t LEFT JOIN a ON a.store = t.id UNION SELECT 'none', 0 FROM RDB$DATABASE`,
    ROWS: `SELECT id FROM sales ORDER BY id ROWS 3 TO 5`,
  }),
  ...of('mysql', {
    GROUP_CONCAT: `SELECT store, GROUP_CONCAT(id ORDER BY id SEPARATOR ',') AS ids FROM sales GROUP BY store`,
    'LIMIT with two numbers': `SELECT id FROM sales ORDER BY id LIMIT 5, 10`,
    'WITH ROLLUP': `SELECT store, SUM(price) AS p FROM sales GROUP BY store WITH ROLLUP`,
    STRAIGHT_JOIN: 'SELECT s.`id`, t.`name` FROM `sales` s STRAIGHT_JOIN `stores` t ON t.`id` = s.`store`',
  }),
  ...of('postgres', {
    'DISTINCT ON': `SELECT DISTINCT ON (store) store, id FROM sales ORDER BY store, day DESC, id`,
    'LATERAL and FILTER': `SELECT t.id, x.n FROM stores t LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE s.price > 1) AS n FROM sales s WHERE s.store = t.id) x ON true`,
    'FETCH FIRST': `SELECT id FROM sales ORDER BY id FETCH FIRST 5 ROWS ONLY`,
    'casts and arrays': `SELECT id::text AS id, price::numeric(12,4) AS price FROM sales WHERE store = ANY (ARRAY[1, 2])`,
  }),
];

/** What stays SQL, wholly or in a part, and what its note says. All others become rules. */
export const stays: Readonly<Record<string, string>> = {
  'duckdb: steps within a step': 'it has steps',
  'duckdb: a step called like a step within another': 'it has steps',
  'duckdb: a step with an order and a limit': 'an order or a limit',
  'duckdb: a recursion': 'WITH RECURSIVE',
  'duckdb: a named window': 'WINDOW',
  'duckdb: DISTINCT ON': 'DISTINCT ON',
  'duckdb: grouping sets': 'GROUPING SETS',
  'duckdb: a cube': 'CUBE',
  'duckdb: a lateral join': 'LATERAL',
  'duckdb: PIVOT': 'PIVOT',
  'duckdb: UNPIVOT': 'UNPIVOT',
  'duckdb: an offset': 'OFFSET',
  'duckdb: a star with exceptions': 'a `*` with exceptions',
  'duckdb: VALUES': 'more than a name',
  'duckdb: ASOF': 'ASOF',
  'duckdb: a function as a source': 'more than a name',
  'tsql: CROSS APPLY': 'LATERAL',
  'tsql: OUTER APPLY': 'LATERAL',
  'tsql: a recursion': 'WITH RECURSIVE',
  'firebird: FIRST and SKIP': 'OFFSET',
  'firebird: ROWS': 'OFFSET',
  'mysql: LIMIT with two numbers': 'OFFSET',
  'mysql: WITH ROLLUP': 'ROLLUP',
  'postgres: DISTINCT ON': 'DISTINCT ON',
  'postgres: LATERAL and FILTER': 'LATERAL',
};

/** What no query of DuckDB's says, and the reason. */
export const refused: Readonly<Record<string, string>> = {
  'tsql: FOR XML': 'FOR XML',
  'oracle: CONNECT BY': 'CONNECT BY',
  'firebird: a selectable procedure': 'get_sales',
};
