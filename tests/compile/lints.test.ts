import { describe, expect, test } from 'vitest';
import { compileTexts, placesOf } from './support.ts';

const base = {
  'models/silver/lines.sql':
    "/* ---\ngrain: [bill, line]\n--- */\nSELECT 1 AS bill, 2 AS line, 3.5::DOUBLE AS amount, DATE '2024-01-01' AS day",
  'models/silver/bills.sql': '/* ---\naudits:\n  - unique: bill\n--- */\nSELECT 1 AS bill, 2 AS customer',
};

async function found(sql: string, more: Record<string, string> = {}): Promise<string[]> {
  const files = { ...base, 'models/gold/m.sql': sql, ...more };
  const { diagnostics } = await compileTexts(files);
  return placesOf(files, diagnostics).map((place) => place.replace(/ models\/gold\/m\.sql:(\d+:\d+)/, ' $1'));
}

describe('what is sound is not warned of', () => {
  test.each([
    [
      'a star over a CTE whose columns stand here',
      'WITH a AS (SELECT bill FROM silver.lines) SELECT * FROM a',
    ],
    [
      'a star in EXISTS and in count',
      'SELECT bill, (SELECT count(*) FROM silver.lines) AS n FROM silver.bills b WHERE EXISTS (SELECT * FROM silver.lines l WHERE l.bill = b.bill)',
    ],
    [
      'row_number over the whole grain',
      'SELECT bill, row_number() OVER (PARTITION BY bill ORDER BY line DESC) AS n FROM silver.lines',
    ],
    [
      'row_number over a unique column',
      'SELECT customer, row_number() OVER (ORDER BY bill) AS n FROM silver.bills',
    ],
    [
      'rank, which gives ties one number',
      'SELECT bill, rank() OVER (ORDER BY amount) AS r FROM silver.lines',
    ],
    [
      'dense_rank over an order, or over parts',
      'SELECT dense_rank() OVER (ORDER BY amount) AS a, dense_rank() OVER (PARTITION BY bill) AS b FROM silver.lines',
    ],
    ['a limit with an order', 'SELECT bill, line FROM silver.lines ORDER BY bill, line LIMIT 3'],
    ['an ordered list', 'SELECT list(line ORDER BY line) AS l FROM silver.lines'],
    [
      'a join by the key of one side',
      'SELECT l.bill, l.line, b.customer FROM silver.lines l JOIN silver.bills b ON l.bill = b.bill',
    ],
    [
      'a join by USING',
      'SELECT bill, l.line, b.customer FROM silver.lines l JOIN silver.bills b USING (bill)',
    ],
    [
      'a CTE that another reads',
      'WITH a AS (SELECT bill FROM silver.lines), b AS (SELECT bill FROM a) SELECT bill FROM b',
    ],
    [
      'a column that only a condition names',
      'WITH a AS (SELECT bill, line FROM silver.lines) SELECT bill FROM a WHERE line > 1',
    ],
    ['a column of a DISTINCT', 'WITH a AS (SELECT DISTINCT bill, line FROM silver.lines) SELECT bill FROM a'],
    [
      'a column that is grouped by',
      'WITH a AS (SELECT bill, line, sum(amount) AS s FROM silver.lines GROUP BY ALL) SELECT bill, s FROM a',
    ],
    [
      'a rounded sum compared',
      'SELECT bill FROM silver.lines GROUP BY bill HAVING round(sum(amount), 2) = 3',
    ],
    ['a sum of whole numbers compared', 'SELECT bill FROM silver.lines GROUP BY bill HAVING sum(line) = 3'],
    ['age of two dates', "SELECT age(day, DATE '2024-02-01')::VARCHAR AS a FROM silver.lines"],
  ])('%s', async (_, sql) => {
    expect(await found(sql)).toEqual([]);
  });
});

describe('what is not is told at its place', () => {
  test.each([
    ['SELECT sum(amount) = 3 AS is FROM silver.lines', ['float-equality 1:8 "sum"']],
    ['SELECT age(day)::VARCHAR AS a FROM silver.lines', ['volatile-function 1:8 "age"']],
    ['SELECT bill, lag(line) OVER (ORDER BY bill) AS l FROM silver.lines', ['row-number-ties 1:14 "lag"']],
    ['SELECT dense_rank() OVER () AS r FROM silver.lines', ['window-without-order 1:8 "dense_rank"']],
    [
      'SELECT dense_rank() OVER w AS r FROM silver.lines WINDOW w AS ()',
      ['window-without-order 1:8 "dense_rank"'],
    ],
    [
      'SELECT lag(line, -1) OVER () AS n FROM silver.lines',
      ['row-number-ties 1:8 "lag"', 'window-without-order 1:8 "lag"'],
    ],
    ['SELECT array_agg(line) AS l FROM silver.lines', ['unordered-aggregate 1:8 "array_agg"']],
    [
      'SELECT a.bill FROM silver.lines a JOIN silver.lines b ON a.line = b.line',
      ['join-multiplies 1:40 "silver.lines"'],
    ],
    [
      "WITH a AS (SELECT bill, line AS n, 'é' AS é FROM silver.lines) SELECT bill FROM a",
      ['unused-column 1:25 "line"', 'unused-column 1:36 "\'é\'"'],
    ],
  ])('%s', async (sql, places) => {
    expect(await found(sql)).toEqual(places);
  });
});

describe('severities and allowances', () => {
  const sql = 'SELECT * FROM silver.bills LIMIT 3';

  test('a comment on the line, or alone on the line above, allows rules by name', async () => {
    expect(await found(`${sql} -- lode: allow(select-star, limit-without-order)`)).toEqual([]);
    expect(await found(`-- lode: allow(select-star, limit-without-order)\n${sql}`)).toEqual([]);
    expect(await found(`/* lode: allow(select-star) */ ${sql}`)).toEqual(['limit-without-order 1:65 "3"']);
    expect(
      await found(`SELECT 1 AS x -- lode: allow(limit-without-order)\nFROM silver.bills LIMIT 3`),
    ).toEqual(['limit-without-order 2:25 "3"']);
  });

  test('a project turns rules off and makes others errors', async () => {
    const project = { 'project.yml': 'name: x\nlints:\n  select-star: off\n  limit-without-order: error\n' };
    const files = { ...base, 'models/gold/m.sql': sql, ...project };
    const { diagnostics } = await compileTexts(files);
    expect(diagnostics).toMatchObject([{ code: 'limit-without-order', severity: 'error' }]);
  });
});
