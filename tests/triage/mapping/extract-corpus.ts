/** Views in the shapes of reporting warehouses. Each must come out as rules alone, and be proved equal. */
export const corpus: Readonly<Record<string, string>> = {
  'columns and conditions': `SELECT s.id, s.price AS amount FROM shop.sales s WHERE s.quantity > 0 AND s.day BETWEEN DATE '2024-01-01' AND DATE '2024-12-31'`,
  'a constant, casts, NULL': `SELECT id, 'EUR' AS currency, 1 AS one, CAST(price AS DOUBLE) AS price, CAST(NULL AS DATE) AS closed, TRUE AS ok FROM shop.sales`,
  'either of two conditions': `SELECT id FROM shop.sales WHERE quantity > 1 OR price > 10`,
  joins: `SELECT s.id, t.name, i.brand FROM shop.sales s JOIN shop.stores t ON t.id = s.store LEFT OUTER JOIN shop.items i ON i.id = s.item AND i.category IS NOT NULL`,
  commas: `SELECT s.id, t.name, i.brand FROM shop.sales s, shop.stores t, shop.items i WHERE t.id = s.store AND i.id = s.item AND (t.state = 'TN' OR i.brand = 'x')`,
  'a full join': `SELECT coalesce(s.id, r.sale) AS id, r.amount FROM shop.sales s FULL JOIN shop.returns r ON r.sale = s.id`,
  'semi and anti joins': `SELECT s.id FROM shop.sales s SEMI JOIN shop.stores t ON t.id = s.store ANTI JOIN shop.returns r ON r.sale = s.id`,
  'a join by names': `SELECT s.id, t.name FROM shop.sales s JOIN (SELECT id AS store, name FROM shop.stores) t USING (store)`,
  groups: `SELECT t.state, year(s.day) AS y, sum(s.price) AS revenue, count(*) AS n, count(DISTINCT s.customer) AS customers FROM shop.sales s JOIN shop.stores t ON t.id = s.store GROUP BY t.state, year(s.day) HAVING sum(s.price) > 100`,
  'groups by place': `SELECT store, day, avg(price) AS p FROM shop.sales GROUP BY 1, 2`,
  'groups that are not in the result': `SELECT sum(price) AS p FROM shop.sales GROUP BY store, day`,
  'a group called like another column': `SELECT max(day) AS store, sum(price) AS p FROM shop.sales GROUP BY store`,
  'all groups': `SELECT store, upper('x') AS x, min(price) AS p FROM shop.sales GROUP BY ALL`,
  'a filtered aggregate': `SELECT store, sum(price) FILTER (WHERE quantity > 1) AS p, count(*) FILTER (WHERE item IS NULL) AS n FROM shop.sales GROUP BY store`,
  CASE: `SELECT id, CASE WHEN quantity > 10 AND price > 5 THEN 'big' WHEN quantity > 1 THEN 'some' ELSE 'one' END AS size FROM shop.sales WHERE CASE WHEN store = 1 AND item = 2 THEN FALSE ELSE TRUE END AND id > 0`,
  'a pivot by hand': `SELECT store, sum(CASE WHEN month(day) = 1 THEN price ELSE 0 END) AS jan, sum(CASE WHEN month(day) = 2 THEN price ELSE 0 END) AS feb FROM shop.sales GROUP BY store`,
  windows: `SELECT id, sum(price) OVER (PARTITION BY store ORDER BY day RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running, rank() OVER (PARTITION BY store ORDER BY price DESC) AS r FROM shop.sales`,
  'a window decides': `SELECT id, store FROM shop.sales QUALIFY rank() OVER (PARTITION BY store ORDER BY price DESC) <= 3`,
  distinct: `SELECT DISTINCT store, customer FROM shop.sales`,
  unions: `SELECT id AS sale, price AS amount FROM shop.sales UNION ALL SELECT sale, -amount FROM shop.returns UNION SELECT 0, 0`,
  'what is in one and not in the other': `SELECT id FROM shop.sales EXCEPT SELECT sale FROM shop.returns`,
  steps: `WITH a AS (SELECT store, sum(price) AS p FROM shop.sales GROUP BY store), b AS (SELECT avg(p) AS m FROM a) SELECT a.store FROM a, b WHERE a.p > 1.2 * b.m`,
  'steps of unions': `WITH moves AS (SELECT store, price AS amount FROM shop.sales UNION ALL SELECT s.store, -r.amount FROM shop.returns r JOIN shop.sales s ON s.id = r.sale) SELECT t.name, sum(m.amount) AS net FROM moves m JOIN shop.stores t ON t.id = m.store GROUP BY t.name`,
  'a subquery as a source': `SELECT t.name, x.p FROM shop.stores t JOIN (SELECT store, max(price) AS p FROM shop.sales GROUP BY store) AS x ON x.store = t.id`,
  'EXISTS and IN': `SELECT s.id FROM shop.sales s WHERE EXISTS (SELECT 1 FROM shop.returns r WHERE r.sale = s.id) AND s.store IN (SELECT id FROM shop.stores WHERE state = 'TN')`,
  'a scalar subquery': `SELECT s.id, (SELECT name FROM shop.stores t WHERE t.id = s.store) AS store, s.price / (SELECT avg(price) FROM shop.sales) AS share FROM shop.sales s`,
  'a whole table': `SELECT * FROM shop.stores`,
  'one table of a join': `SELECT t.*, s.price FROM shop.sales s JOIN shop.stores t ON t.id = s.store`,
  'words that are names': `SELECT s.id AS "order", s.day "select", s.price p FROM shop.sales AS s`,
  comments: `SELECT s.id, -- the sale\n  s.price /* net */ AS p\nFROM shop.sales s -- all of them\nWHERE s.price > 0 -- paid\n`,
  'an order and a limit': `SELECT id, price FROM shop.sales ORDER BY price DESC, id LIMIT 100`,
  'without a source': `SELECT 1 AS one, 'a' AS a`,
  'extract and distinct from': `SELECT extract(year FROM day) AS y, quantity IS DISTINCT FROM 1 AS d, left(CAST(id AS VARCHAR), 1) AS l FROM shop.sales`,
};

/** What no rule can say, and what the note must name. */
export const unfit: readonly (readonly [name: string, sql: string, note: string])[] = [
  ['DISTINCT ON', 'SELECT DISTINCT ON (store) store, id FROM shop.sales ORDER BY store, id', 'DISTINCT ON'],
  ['ROLLUP', 'SELECT store, item, sum(price) AS p FROM shop.sales GROUP BY ROLLUP (store, item)', 'ROLLUP'],
  [
    'a recursion',
    'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n',
    'RECURSIVE',
  ],
  [
    'a named window',
    'SELECT id, sum(price) OVER w AS p FROM shop.sales WINDOW w AS (PARTITION BY store ORDER BY day RANGE UNBOUNDED PRECEDING)',
    'WINDOW',
  ],
  ['values', `SELECT v.a FROM (VALUES (1), (2)) AS v(a)`, 'more than a name'],
  [
    'a part of a union',
    'SELECT id FROM shop.sales UNION ALL (SELECT sale FROM shop.returns ORDER BY amount, sale LIMIT 3)',
    'Part 2',
  ],
  [
    'joins in brackets',
    'SELECT s.id FROM shop.sales s LEFT JOIN (shop.stores t JOIN shop.items i ON i.id = t.id) ON t.id = s.store',
    'joins within joins',
  ],
];

export const contract = `source: shop
relations:
  sales:
    columns:
      id: {type: INTEGER}
      store: {type: INTEGER}
      item: {type: INTEGER}
      customer: {type: INTEGER}
      day: {type: DATE}
      quantity: {type: INTEGER}
      price: {type: "DECIMAL(9,2)"}
  returns:
    columns:
      sale: {type: INTEGER}
      day: {type: DATE}
      amount: {type: "DECIMAL(9,2)"}
  stores:
    columns:
      id: {type: INTEGER}
      name: {type: VARCHAR}
      state: {type: VARCHAR}
  items:
    columns:
      id: {type: INTEGER}
      brand: {type: VARCHAR}
      category: {type: VARCHAR}
`;
