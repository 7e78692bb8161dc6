import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { duckdbEngine } from '../../../src/engine/duckdb/index.ts';
import { type ScanNeed, scanNeeds } from '../../../src/execute/federation/scan-needs.ts';
import type { Database, Session, SourceFilter } from '../../../src/ports/index.ts';

const columns = `id INTEGER, big BIGINT, amount DECIMAL(12,3), day DATE, noted TIMESTAMP, code VARCHAR, share DOUBLE, ok BOOLEAN`;
const views = `
  CREATE SCHEMA bronze;
  CREATE VIEW bronze.lines AS SELECT id, big, amount, day, noted, code, share, ok FROM erp.lines;
  CREATE VIEW bronze.recent AS SELECT id, amount * 2 AS doubled, upper(code) AS code, day FROM erp.lines WHERE day >= DATE '2024-02-01';
`;

let planning: { database: Database; session: Session };
let real: { database: Database; session: Session };
beforeAll(async () => {
  const open = async (plansOnly: boolean) => {
    const database = await duckdbEngine().open({
      allowedFolders: [],
      temporaryFolder: null,
      threads: 1,
      memoryLimit: null,
      timeZone: 'UTC',
      plansOnly,
    });
    const session = await database.connect();
    await session.execute(`CREATE SCHEMA erp; CREATE TABLE erp.lines (${columns});
      CREATE TABLE erp.homes (code VARCHAR, beds INTEGER);${views}`);
    return { database, session };
  };
  planning = await open(true);
  real = await open(false);
});
afterAll(async () => {
  for (const { database, session } of [planning, real]) {
    session.close();
    await database.close();
  }
});

async function needsOf(sql: string): Promise<ScanNeed[]> {
  const [row] = await planning.session.rows(
    'SELECT json_serialize_plan(CAST(? AS VARCHAR), optimize := true) AS plan',
    [sql],
  );
  const plan = String(row!.plan);
  expect(plan.slice(0, 14), plan.slice(0, 300)).toBe('{"error":false');
  return scanNeeds(plan);
}

describe('what a query needs of a source', () => {
  const cases: readonly [string, readonly string[], readonly SourceFilter[], number | null][] = [
    ['SELECT id FROM bronze.lines', ['id'], [], null],
    ['SELECT count(*) FROM bronze.lines', [], [], null],
    ['SELECT * FROM bronze.lines LIMIT 7', columns.split(', ').map((each) => each.split(' ')[0]!), [], 7],
    ['SELECT id FROM bronze.lines LIMIT 7 OFFSET 3', ['id'], [], 10],
    ['SELECT id FROM bronze.lines ORDER BY day LIMIT 7', ['id', 'day'], [], null],
    ['SELECT DISTINCT id FROM bronze.lines LIMIT 7', ['id'], [], null],
    [
      'SELECT id FROM bronze.lines WHERE big > 5 LIMIT 7',
      ['id', 'big'],
      [{ column: 'big', operator: '>', value: 5 }],
      null,
    ],
    [
      "SELECT doubled FROM bronze.recent WHERE id BETWEEN 2 AND 4 AND code = 'A'",
      ['id', 'amount', 'day', 'code'],
      [
        { column: 'id', operator: '>=', value: 2 },
        { column: 'id', operator: '<=', value: 4 },
        { column: 'day', operator: '>=', value: '2024-02-01' },
      ],
      null,
    ],
    [
      "SELECT sum(amount) FROM bronze.lines WHERE noted < TIMESTAMP '2024-03-01 10:20:30.000004' AND amount <= -1.250 AND code = 'x'",
      ['amount', 'noted', 'code'],
      [
        { column: 'amount', operator: '<=', value: '-1.250' },
        { column: 'noted', operator: '<', value: '2024-03-01 10:20:30.000004' },
        { column: 'code', operator: '=', value: 'x' },
      ],
      null,
    ],
    [
      'SELECT id FROM bronze.lines WHERE noted IS NULL AND ok IS NOT NULL',
      ['id', 'noted', 'ok'],
      [
        { column: 'noted', operator: 'is null', value: null },
        { column: 'ok', operator: 'is not null', value: null },
      ],
      null,
    ],
    // What sources would decide otherwise stays with the query.
    ["SELECT id FROM bronze.lines WHERE code > 'm' AND share < 0.5", ['id', 'code', 'share'], [], null],
    ["SELECT id FROM bronze.lines WHERE code = 'a' OR id = 5", ['id', 'code'], [], null],
    [
      'WITH r AS (SELECT *, random() AS r FROM bronze.lines) SELECT r FROM r WHERE r > 0.5 AND id > 5',
      ['id'],
      [{ column: 'id', operator: '>', value: 5 }],
      null,
    ],
    [
      "WITH n AS (SELECT *, row_number() OVER (ORDER BY noted) AS n FROM bronze.lines) SELECT id FROM n WHERE day = DATE '2024-01-01'",
      ['id', 'day', 'noted'],
      [],
      null,
    ],
  ];
  it.each(cases)('%s', async (sql, wanted, filters, limit) => {
    const [need, ...others] = await needsOf(sql);
    expect(others).toEqual([]);
    expect([...need!.columns].sort()).toEqual(expect.arrayContaining([...wanted].sort()));
    if (wanted.length > 0) expect(need!.columns).toHaveLength(wanted.length);
    expect(
      [...need!.filters].sort((a, b) => (a.column < b.column ? -1 : a.column > b.column ? 1 : 0)),
    ).toEqual([...filters].sort((a, b) => (a.column < b.column ? -1 : a.column > b.column ? 1 : 0)));
    expect(need!.limit).toBe(limit);
  });

  it('a filter on one side of a join goes to the other where the join says so', async () => {
    const needs = await needsOf(
      "SELECT l.id FROM bronze.lines AS l JOIN erp.homes AS h USING (code) WHERE h.code = 'A' AND beds > 3",
    );
    expect(needs.find(({ table }) => table === 'lines')!.filters).toContainEqual({
      column: 'code',
      operator: '=',
      value: 'A',
    });
  });

  it('a filter above an outer join does not reach the rows that it fills up', async () => {
    const needs = await needsOf(
      'SELECT h.code FROM erp.homes AS h LEFT JOIN bronze.lines AS l USING (code) WHERE l.id IS NULL',
    );
    expect(needs.find(({ table }) => table === 'lines')!.filters).toEqual([]);
  });
});

/** A query that has conditions of many kinds at several heights. */
const predicate = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('id', 'big'),
      fc.constantFrom('=', '<', '<=', '>', '>=', '<>'),
      fc.integer({ min: -2, max: 6 }),
    )
    .map(([column, operator, value]) => `${column} ${operator} ${value}`),
  fc
    .tuple(fc.constantFrom('=', '<', '>='), fc.integer({ min: 1, max: 6 }))
    .map(([operator, day]) => `day ${operator} DATE '2024-02-0${day}'`),
  fc
    .tuple(fc.constantFrom('=', '<', '>='), fc.integer({ min: 1, max: 6 }))
    .map(([operator, day]) => `noted ${operator} TIMESTAMP '2024-02-0${day} 12:00:00'`),
  fc
    .tuple(fc.constantFrom('=', '<', '>'), fc.constantFrom('0.000', '1.500', '-2.125'))
    .map(([operator, value]) => `amount ${operator} ${value}`),
  fc.constantFrom(
    "code = 'a'",
    "code < 'b'",
    "code LIKE 'a%'",
    'code IS NULL',
    'id IS NOT NULL',
    'ok',
    'NOT ok',
    'id IN (1, 3, 5)',
    'share > 0.5',
    "coalesce(code, 'a') = 'a'",
    'id = big',
  ),
);
const condition = fc
  .array(fc.tuple(fc.constantFrom('AND', 'OR'), predicate), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.map(([link, text], index) => (index === 0 ? text : `${link} ${text}`)).join(' '));
const query = fc.oneof(
  condition.map((where) => `SELECT id, amount FROM bronze.lines WHERE ${where}`),
  condition.map(
    (where) =>
      `SELECT code, count(*) AS n, sum(amount) FROM bronze.lines WHERE ${where} GROUP BY code HAVING n > 0`,
  ),
  fc
    .tuple(condition, condition)
    .map(
      ([one, other]) =>
        `SELECT id FROM bronze.lines WHERE ${one} UNION ALL SELECT id FROM bronze.lines WHERE ${other}`,
    ),
  condition.map(
    (where) =>
      `SELECT * FROM (SELECT *, sum(amount) OVER (PARTITION BY id) AS s FROM bronze.lines) WHERE ${where}`,
  ),
  condition.map(
    (where) =>
      `SELECT h.code, l.id FROM erp.homes AS h LEFT JOIN (SELECT * FROM bronze.lines WHERE ${where}) AS l USING (code)`,
  ),
  condition.map(
    (where) =>
      `SELECT h.code, id FROM erp.homes AS h LEFT JOIN bronze.lines USING (code) WHERE ${where.replaceAll('code', 'h.code')}`,
  ),
  condition.map(
    (where) =>
      `SELECT count(*) FROM erp.homes AS h WHERE EXISTS (FROM bronze.lines AS l WHERE l.code = h.code AND (${where.replaceAll('code', 'l.code')}))`,
  ),
  condition.map(
    (where) =>
      `WITH r AS MATERIALIZED (SELECT * FROM bronze.lines) SELECT a.id, b.id FROM r AS a JOIN r AS b ON a.id = b.big WHERE ${where.replaceAll(/\b(id|big|amount|day|noted|code|share|ok)\b/g, (name, _, index, text) => (text[index - 1] === "'" ? name : `a.${name}`))}`,
  ),
  condition.map(
    (where) =>
      `SELECT doubled FROM bronze.recent WHERE ${/\b(big|share|ok|noted|amount)\b/.test(where) ? 'id > 2' : where}`,
  ),
);

const literalOf: Readonly<Record<string, string>> = {
  id: 'INTEGER',
  big: 'BIGINT',
  amount: 'DECIMAL(12,3)',
  day: 'DATE',
  noted: 'TIMESTAMP',
  code: 'VARCHAR',
};

describe('reading no more than a query needs', () => {
  it('gives what it gives over all rows and columns', async () => {
    const { session } = real;
    await session.execute(`INSERT INTO erp.lines
      SELECT nullif(i % 7, 6), nullif(i % 5, 4), (i % 9) * 0.5 - 2.125, DATE '2024-01-31' + CAST(i % 6 AS INTEGER), TIMESTAMP '2024-01-31 12:00:00' + INTERVAL (i % 6) DAY,
        CASE i % 4 WHEN 0 THEN 'a' WHEN 1 THEN 'b' WHEN 2 THEN 'A ' END, (i % 3) / 2.0, CASE i % 3 WHEN 0 THEN true WHEN 1 THEN false END
      FROM range(180) AS r(i);
      INSERT INTO erp.homes VALUES ('a', 1), ('b', 5), ('z', 2), (NULL, 4);
      CREATE TABLE erp.every AS FROM erp.lines`);
    let pushed = 0;
    await fc.assert(
      fc.asyncProperty(query, async (sql) => {
        const reference = await outcome(session, sql);
        const needs = (await needsOf(sql)).filter(({ table }) => table === 'lines');
        const columns = new Set(needs.flatMap((need) => need.columns));
        const shared = (needs[0]?.filters ?? []).filter((filter) =>
          needs.every(({ filters }) =>
            filters.some((each) => JSON.stringify(each) === JSON.stringify(filter)),
          ),
        );
        pushed += shared.length;
        const items = Object.entries({ ...literalOf, share: 'DOUBLE', ok: 'BOOLEAN' }).map(([name, type]) =>
          columns.has(name) ? `CAST(${name} AS ${type}) AS ${name}` : `CAST(NULL AS ${type}) AS ${name}`,
        );
        const where = shared.map(({ column, operator, value }) =>
          value === null
            ? `${column} ${operator}`
            : `${column} ${operator} CAST('${value}' AS ${literalOf[column]})`,
        );
        await session.execute(
          `CREATE OR REPLACE TABLE erp.lines AS SELECT ${items.join(', ')} FROM erp.every WHERE ${['true', ...where].join(' AND ')}`,
        );
        const less = await outcome(session, sql);
        await session.execute('CREATE OR REPLACE TABLE erp.lines AS FROM erp.every');
        expect(less, JSON.stringify(needs)).toEqual(reference);
      }),
      { numRuns: 300 },
    );
    // The hunt would prove nothing if no filter ever went down.
    expect(pushed).toBeGreaterThan(100);
  });
});

async function outcome(session: Session, sql: string): Promise<readonly string[]> {
  const { rows } = await session.query(sql);
  return rows.map((row) => JSON.stringify(row)).sort();
}
