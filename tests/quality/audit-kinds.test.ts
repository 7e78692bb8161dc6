import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Audit } from '../../src/project/index.ts';
import { auditDiagnostics, checkTable, failingRows, type QualityColumn } from '../../src/quality/index.ts';
import { sessionForTests } from './support.ts';

const session = sessionForTests();
const trials = Number(process.env.LODE_AUDIT_TRIALS ?? 20);
const seed = Number(process.env.LODE_AUDIT_SEED ?? 20_261_121);

const span = { file: 'models/gold/t.sql', start: 10, end: 20, line: 2, column: 3 };
const base = { onFailure: 'block', span, columns: [] } as const;

const columns: readonly QualityColumn[] = [
  { name: 'id', type: 'INTEGER', pii: false },
  { name: 'g', type: 'VARCHAR', pii: false },
  { name: 'n', type: 'BIGINT', pii: false },
  { name: 'd', type: 'DATE', pii: false },
];

type Row = readonly [id: number | null, g: string | null, n: number | null, d: number | null];

const rowsOf = (max: number) =>
  fc.array(
    fc.tuple(
      fc.option(fc.integer({ min: 0, max: 9 }), { freq: 6 }),
      fc.option(fc.constantFrom('a', 'b', 'a1', '1'), { freq: 6 }),
      fc.option(fc.integer({ min: -4, max: 8 }), { freq: 6 }),
      fc.option(fc.integer({ min: 0, max: 5 }), { freq: 6 }),
    ) as fc.Arbitrary<Row>,
    { maxLength: max },
  );

/** Rows as what stands after FROM; none of them too. */
function relation(rows: readonly Row[]): string {
  const sql = (row: Row) => {
    const [id, g, n, d] = row;
    return `(${id ?? 'NULL'}::INTEGER, ${g === null ? 'NULL' : `'${g}'`}::VARCHAR, ${n ?? 'NULL'}::BIGINT, ${d === null ? 'NULL' : `(DATE '2024-01-01' + ${d})`}::DATE)`;
  };
  const none: Row = [null, null, null, null];
  return `(SELECT * FROM (VALUES ${[none, ...rows].map(sql).join(', ')}) AS v (id, g, n, d) OFFSET 1)`;
}

async function failuresOf(audit: Audit, own: string, other: string, previous: string | null = null) {
  const { results } = await checkTable((sql) => session().query(sql), {
    relation: own,
    columns,
    audits: [audit],
    content: false,
    sqlOf: () => other,
    previous,
    now: Date.parse('2024-01-05T12:00:00Z'),
  });
  return results[0]!;
}

async function counted(sql: string): Promise<number> {
  return Number((await session().query(sql)).rows[0]![0]);
}

const where = "g LIKE 'a%' -- only these";
const looked = "g LIKE 'a%'";

/** Audits, each with a count of what breaks it that is written otherwise: with EXCEPT, self-joins and subqueries in the place of filters and windows. */
const kinds: readonly [string, Audit, (own: string, other: string) => string][] = [
  [
    'not_null',
    { ...base, name: 'not_null', columns: ['id', 'n'] },
    (t) =>
      `SELECT (SELECT count(*) FROM ${t}) - (SELECT count(*) FROM ${t} WHERE NOT (id IS NULL) AND n = n)`,
  ],
  [
    'not_null where',
    { ...base, name: 'not_null', columns: ['n'], where },
    (t) => `SELECT count(*) - count(n) FROM ${t} WHERE ${looked}`,
  ],
  [
    'unique',
    { ...base, name: 'unique', columns: ['id'] },
    (t) =>
      `WITH t AS (SELECT *, row_number() OVER () AS r FROM ${t}) SELECT count(*) FROM t WHERE EXISTS (FROM t AS o WHERE o.id = t.id AND o.r <> t.r)`,
  ],
  [
    'unique where',
    { ...base, name: 'unique', columns: ['id', 'd'], where },
    (t) =>
      `WITH t AS (SELECT *, row_number() OVER () AS r FROM ${t} WHERE ${looked}) SELECT count(*) FROM t WHERE EXISTS (FROM t AS o WHERE o.id = t.id AND o.d = t.d AND o.r <> t.r)`,
  ],
  [
    'unique text',
    { ...base, name: 'unique', columns: ['g', 'n'] },
    (t) =>
      `WITH t AS (SELECT *, row_number() OVER () AS r FROM ${t}) SELECT count(*) FROM t WHERE EXISTS (FROM t AS o WHERE o.g = t.g AND o.n = t.n AND o.r <> t.r)`,
  ],
  [
    'accepted_values',
    { ...base, name: 'accepted_values', columns: ['g'], arguments: { values: ['a', 'b', 1] } },
    (t) => `SELECT count(*) FROM ${t} WHERE g = 'a1'`,
  ],
  [
    'not_accepted_values',
    { ...base, name: 'not_accepted_values', columns: ['n'], where, arguments: { values: [1, '2'] } },
    (t) => `SELECT count(*) FROM ${t} WHERE ${looked} AND n BETWEEN 1 AND 2`,
  ],
  [
    'accepted_range',
    { ...base, name: 'accepted_range', columns: ['n'], arguments: { min: 0, max: 5, inclusive: false } },
    (t) => `SELECT count(n) - count(CASE WHEN n BETWEEN 1 AND 4 THEN 1 END) FROM ${t}`,
  ],
  [
    'accepted_range of dates',
    { ...base, name: 'accepted_range', columns: ['d'], arguments: { min: '2024-01-02', max: null } },
    (t) => `SELECT count(*) FROM ${t} WHERE d = DATE '2024-01-01'`,
  ],
  [
    'expression',
    { ...base, name: 'expression', arguments: { sql: 'n > id -- more' } },
    (t) => `SELECT count(*) FROM ${t} WHERE n <= id`,
  ],
  [
    'match_regex',
    { ...base, name: 'match_regex', columns: ['g'], arguments: { pattern: '^[a-z]$' } },
    (t) => `SELECT count(*) FROM ${t} WHERE g IN ('a1', '1')`,
  ],
  [
    'not_match_regex',
    { ...base, name: 'not_match_regex', columns: ['g'], arguments: { pattern: '[0-9]' } },
    (t) => `SELECT count(*) FROM ${t} WHERE g IN ('a1', '1')`,
  ],
  [
    'relationships',
    { ...base, name: 'relationships', columns: ['id'], arguments: { to: 'silver.o', fields: ['n'] } },
    (t, o) =>
      `SELECT count(*) FROM ${t} AS t LEFT JOIN (SELECT DISTINCT n AS k FROM ${o}) AS o ON t.id = o.k WHERE t.id IS NOT NULL AND o.k IS NULL`,
  ],
  [
    'relationships of two columns',
    {
      ...base,
      name: 'relationships',
      columns: ['id', 'g'],
      where,
      arguments: { to: 'silver.o', fields: ['id', 'g'] },
    },
    (t, o) =>
      `SELECT count(*) FROM ${t} AS t LEFT JOIN (SELECT DISTINCT id AS k, g AS h FROM ${o}) AS o ON t.id = o.k AND t.g = o.h WHERE ${looked.replace('g', 't.g')} AND t.id IS NOT NULL AND o.k IS NULL`,
  ],
  [
    'sequential_values',
    { ...base, name: 'sequential_values', columns: ['n'], arguments: { step: 1, groupBy: ['g'] } },
    (t) =>
      `WITH t AS (SELECT *, row_number() OVER () AS r FROM ${t} WHERE n IS NOT NULL), p AS (SELECT r, n, (SELECT max(o.n) FROM t AS o WHERE o.g IS NOT DISTINCT FROM t.g AND o.n < t.n) AS before, (SELECT count(*) FROM t AS o WHERE o.g IS NOT DISTINCT FROM t.g AND o.n = t.n AND o.r < t.r) AS twice FROM t) SELECT count(*) FROM p WHERE twice > 0 OR before <> n - 1`,
  ],
  [
    'sequential_values of dates',
    { ...base, name: 'sequential_values', columns: ['d'], arguments: { step: '1 day', groupBy: [] } },
    (t) =>
      `SELECT (SELECT count(d) FROM ${t}) - (SELECT count(DISTINCT d) FROM ${t}) + (SELECT count(*) FROM (SELECT DISTINCT d FROM ${t} WHERE d IS NOT NULL) AS x WHERE NOT EXISTS (SELECT 1 FROM ${t} AS y WHERE y.d = x.d - 1) AND x.d > (SELECT min(d) FROM ${t}))`,
  ],
  [
    'reconcile',
    {
      ...base,
      name: 'reconcile',
      columns: ['n'],
      arguments: {
        with: 'silver.o',
        withColumns: ['id'],
        groupBy: ['g'],
        withGroupBy: ['g'],
        withWhere: null,
        tolerance: { value: 2, unit: 'absolute' },
      },
    },
    (t, o) =>
      `SELECT count(*) FROM (SELECT g, sum(v) AS s FROM (SELECT g, coalesce(n, 0) AS v FROM ${t} UNION ALL SELECT g, -coalesce(id, 0) FROM ${o}) GROUP BY g) WHERE s NOT BETWEEN -2 AND 2`,
  ],
  [
    'reconcile rows',
    {
      ...base,
      name: 'reconcile',
      where,
      arguments: {
        with: 'silver.o',
        withColumns: [],
        groupBy: [],
        withGroupBy: [],
        withWhere: 'id > 3',
        tolerance: { value: 0, unit: 'absolute' },
      },
    },
    (t, o) =>
      `SELECT ((SELECT count(*) FROM ${t} WHERE ${looked}) <> (SELECT count(*) FROM ${o} WHERE id > 3))::INTEGER`,
  ],
  [
    'null_share',
    { ...base, name: 'null_share', columns: ['n'], arguments: { min: null, max: 0.2 } },
    (t) => `SELECT coalesce((5 * (count(*) - count(n)) > count(*))::INTEGER, 0) FROM ${t}`,
  ],
  [
    'freshness',
    { ...base, name: 'freshness', columns: ['d'], arguments: { maxAgeSeconds: 129_600 } },
    (t) => `SELECT (NOT coalesce(bool_or(d >= DATE '2024-01-04'), false))::INTEGER FROM ${t}`,
  ],
  [
    'custom',
    {
      ...base,
      name: 'custom',
      where,
      arguments: {
        audit: 'own',
        values: {},
        reads: [],
        sql: 'SELECT * FROM "__lode_audited" WHERE n < 0 -- bad',
      },
    },
    (t) => `SELECT count(*) FROM ${t} WHERE ${looked} AND n < 0`,
  ],
];

describe('each audit finds what SQL written otherwise finds, NULLs and empty tables included', () => {
  test.each(kinds)('%s', async (_, audit, otherwise) => {
    await fc.assert(
      fc.asyncProperty(rowsOf(9), rowsOf(5), async (rows, others) => {
        const [own, other] = [relation(rows), relation(others)];
        const { failures, status } = await failuresOf(audit, own, other);
        expect(failures).toBe(await counted(otherwise(own, other)));
        expect(status).toBe(failures === 0 ? 'passed' : 'failed');
        const failing = failingRows(
          { relation: own, columns, audits: [audit], content: false, sqlOf: () => other },
          audit,
        );
        if (failing !== null) expect(await counted(`SELECT count(*) FROM (${failing})`)).toBe(failures);
      }),
      { numRuns: trials, seed },
    );
  });
});

test('columns may be called what audits call what they compare with', async () => {
  const named = (...names: readonly string[]) => {
    const [value, other, text] = names.map((name) => `"${name}"`);
    return {
      relation: `(SELECT r AS ${value}, r % 4 AS ${other}, 'x' || (r % 3) AS ${text} FROM (VALUES (1), (2), (4), (4)) AS v(r))`,
      columns: [
        { name: names[0]!, type: 'INTEGER', pii: false },
        { name: names[1]!, type: 'INTEGER', pii: false },
        { name: names[2]!, type: 'VARCHAR', pii: false },
      ],
      audits: [
        { ...base, name: 'sequential_values', columns: [names[0]], arguments: { step: 1, groupBy: [] } },
        {
          ...base,
          name: 'mutually_exclusive_ranges',
          columns: [names[0], names[1]],
          arguments: { partitionBy: [], gaps: 'allowed', zeroLength: true },
        },
        { ...base, name: 'unique', columns: [names[0]] },
        { ...base, name: 'distribution', columns: [names[0]], arguments: { max: 0.1, bins: 3 } },
        { ...base, name: 'distribution', columns: [names[2]], arguments: { max: 0.01, bins: 3 } },
      ] as Audit[],
    };
  };
  const found = async (...names: readonly string[]) => {
    const { relation: own, columns: ofIt, audits } = named(...names);
    const { results } = await checkTable((sql) => session().query(sql), {
      relation: own,
      columns: ofIt,
      audits,
      content: false,
      previous: `(SELECT * FROM ${own} LIMIT 3)`,
    });
    return results.map(({ failures, measured, sample }) => ({ failures, measured, sample: sample?.rows }));
  };
  const plain = await found('a', 'b', 'c');
  expect(plain.map(({ failures }) => failures)).toEqual([2, 2, 2, 1, 1]);
  for (const names of [
    ['previous_value', 'next_lower_bound', 'v'],
    ['next_lower_bound', 'Previous_Value', 'edge'],
    ['edge', 'rows_of_key', 'bin'],
    ['rows_of_key', 'previous_value_', 'side'],
    ['v', 'rows', 'rows_in_all'],
  ])
    expect(await found(...names), names.join(', ')).toEqual(plain);
});

test('ranges that overlap, touch or leave gaps are found by their bounds, whatever their order', async () => {
  const ranges = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 8 }), fc.option(fc.integer({ min: 0, max: 9 }), { freq: 5 })),
    { maxLength: 6 },
  );
  const gapsOf = fc.constantFrom('allowed' as const, 'not_allowed' as const, 'required' as const);
  await fc.assert(
    fc.asyncProperty(ranges, gapsOf, fc.boolean(), async (given, gaps, zeroLength) => {
      const own = relation(given.map(([from, to]): Row => [from, 'a', to, null]));
      const audit: Audit = {
        ...base,
        name: 'mutually_exclusive_ranges',
        columns: ['id', 'n'],
        arguments: { partitionBy: ['g'], gaps, zeroLength },
      };
      const sorted = [...given].sort((x, y) => x[0] - y[0] || (x[1] ?? 99) - (y[1] ?? 99));
      const failing = sorted.filter(([from, to], index) => {
        const next = sorted[index + 1]?.[0];
        if (to !== null && (zeroLength ? to < from : to <= from)) return true;
        if (next === undefined) return false;
        if (to === null) return true;
        return gaps === 'allowed' ? to > next : gaps === 'not_allowed' ? to !== next : to >= next;
      });
      expect((await failuresOf(audit, own, own)).failures).toBe(failing.length);
    }),
    { numRuns: trials, seed },
  );
});

describe('thresholds', () => {
  const rows = relation([
    [1, 'a', 1, 0],
    [null, 'a', 1, 0],
    [null, 'b', 1, 0],
    [4, 'b', 1, 0],
  ]);
  const notNull: Audit = { ...base, name: 'not_null', columns: ['id'] };
  const at = (value: number, unit: 'rows' | 'share', operator: '>' | '>=' = '>') => ({
    operator,
    value,
    unit,
  });
  test.each([
    ['two are more than one', at(1, 'rows'), 'failed', 'block'],
    ['two are not more than two: a warning', at(2, 'rows'), 'failed', 'warn'],
    ['two are at least two', at(2, 'rows', '>='), 'failed', 'block'],
    ['half is not more than half: a warning', at(0.5, 'share'), 'failed', 'warn'],
    ['half is more than 49.9%', at(0.499, 'share'), 'failed', 'block'],
  ] as const)('%s', async (_, errorIf, status, onFailure) => {
    expect(await failuresOf({ ...notNull, errorIf }, rows, rows)).toMatchObject({
      status,
      onFailure,
      failures: 2,
      rows: 4,
    });
  });

  test('below warn_if nothing is said', async () => {
    const found = await failuresOf({ ...notNull, errorIf: at(9, 'rows'), warnIf: at(2, 'rows') }, rows, rows);
    expect(found).toMatchObject({ status: 'passed', failures: 2 });
  });

  test('a share is one of the rows that `where` leaves', async () => {
    const found = await failuresOf({ ...notNull, where: "g = 'a'", errorIf: at(0.4, 'share') }, rows, rows);
    expect(found).toMatchObject({ status: 'failed', onFailure: 'block', failures: 1, rows: 2 });
  });
});

describe('against the version before', () => {
  const many = (count: number, n = 1): Row[] =>
    Array.from({ length: count }, (_, i) => [i, 'a', n + (i % 3), 0]);
  const change = (minChange: number): Audit => ({
    ...base,
    name: 'row_count',
    arguments: { min: null, max: null, minChange: { value: minChange, unit: 'share' } },
  });

  test('a table may shrink as far as it says, and no further', async () => {
    const before = relation(many(10));
    expect((await failuresOf(change(-0.1), relation(many(9)), before, before)).status).toBe('passed');
    const failed = await failuresOf(change(-0.1), relation(many(8)), before, before);
    expect(failed).toMatchObject({ status: 'failed', measured: '10' });
    expect(auditDiagnostics('gold.t', [change(-0.1)], [failed], 8)[0]).toMatchObject({
      summary:
        '`gold.t` was expected: the number of rows to change by at least -10% against the version before.',
      detail: 'It has 8 rows. The version before has 10 rows.',
    });
  });

  test('without one, nothing is compared', async () => {
    expect((await failuresOf(change(0), relation([]), relation([]), null)).status).toBe('passed');
  });

  test('values that are spread otherwise are found, equal ones are not', async () => {
    const audit: Audit = { ...base, name: 'distribution', columns: ['n'], arguments: { max: 0.2, bins: 4 } };
    const before = relation(many(30));
    expect(await failuresOf(audit, before, before, before)).toMatchObject({
      status: 'passed',
      measured: '0.0000',
    });
    expect((await failuresOf(audit, relation(many(30, 5)), before, before)).status).toBe('failed');
    expect((await failuresOf(audit, relation([]), before, before)).status).toBe('failed');
    expect((await failuresOf(audit, before, before, relation([]))).status).toBe('passed');
  });

  test('the index of categories is that of the formula', async () => {
    const audit: Audit = { ...base, name: 'distribution', columns: ['g'], arguments: { max: 0.1, bins: 5 } };
    const rows = (a: number, b: number): Row[] => [
      ...Array.from({ length: a }, (): Row => [1, 'a', 1, 0]),
      ...Array.from({ length: b }, (): Row => [1, 'b', 1, 0]),
    ];
    const now = relation(rows(3, 7));
    const then = relation(rows(5, 5));
    const index = (0.3 - 0.5) * Math.log(0.3 / 0.5) + (0.7 - 0.5) * Math.log(0.7 / 0.5);
    expect((await failuresOf(audit, now, then, then)).measured).toBe(index.toFixed(4));
  });
});

test('a longer key that contains one that tells rows apart needs no scan of its own', async () => {
  const asked: string[] = [];
  const own = relation([
    [1, 'a', 1, 0],
    [2, 'b', 1, 0],
  ]);
  await checkTable(
    (sql) => {
      asked.push(sql);
      return session().query(sql);
    },
    {
      relation: own,
      columns,
      audits: [
        { ...base, name: 'unique', columns: ['n', 'g'] },
        { ...base, name: 'unique', columns: ['g'] },
        { ...base, name: 'not_null', columns: ['g'] },
        { ...base, name: 'relationships', columns: ['id'], arguments: { to: 'silver.o', fields: ['id'] } },
      ],
      content: true,
      sqlOf: () => own,
    },
  );
  expect(asked).toHaveLength(2);
});
