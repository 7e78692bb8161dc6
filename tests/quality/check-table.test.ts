import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SqlResult } from '../../src/ports/index.ts';
import type { Audit } from '../../src/project/index.ts';
import { auditDiagnostics, auditKey, checkTable, type QualityColumn } from '../../src/quality/index.ts';
import { acceptedRange, acceptedValues, notNull, rowCount, sessionForTests, unique } from './support.ts';

const session = sessionForTests();

async function columnsOf(relation: string, pii: readonly string[] = []): Promise<QualityColumn[]> {
  return (await session().query(`DESCRIBE FROM ${relation}`)).rows.map(([name, type]) => ({
    name: String(name),
    type: String(type),
    pii: pii.includes(String(name)),
  }));
}

async function check(relation: string, audits: readonly Audit[], pii: readonly string[] = []) {
  const asked: string[] = [];
  const query = (sql: string): Promise<SqlResult> => {
    asked.push(sql);
    return session().query(sql);
  };
  const outcome = await checkTable(query, {
    relation,
    columns: await columnsOf(relation, pii),
    audits,
    content: true,
  });
  return { ...outcome, asked };
}

const one = async (sql: string) => Number((await session().query(sql)).rows[0]![0]);

/** Random columns of every type, each with NULLs and repeated values; `$n` rows. */
const anyType = (rows: number, spread: number, nulls: number) => `
  (SELECT CASE WHEN r % 10 < ${nulls} THEN NULL ELSE v END AS v, k AS k, v AS w FROM (
    SELECT range AS k, (hash(range * 31) % ${spread})::BIGINT AS v, hash(range, 7) AS r FROM range(${rows})))`;
const types: Record<string, string> = {
  TINYINT: '(v % 127 - 60)::TINYINT',
  SMALLINT: '(v % 60000 - 30007)::SMALLINT',
  INTEGER: '(v * 2003 - 5000)::INTEGER',
  BIGINT: '(v * 922337203685 - 4611686018427)::BIGINT',
  UTINYINT: '(v % 255)::UTINYINT',
  UINTEGER: '(4294967295 - v)::UINTEGER',
  UBIGINT: '(18446744073709551615 - v::HUGEINT)::UBIGINT',
  'DECIMAL(38,10)': '(v / 3)::DECIMAL(38,10)',
  DOUBLE: "CASE v % 5 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN '-0.0'::DOUBLE WHEN 2 THEN 0.0 ELSE v / 3 END",
  FLOAT: '(v / 7)::FLOAT',
  VARCHAR: "'clé ' || v",
  BLOB: 'encode(v::VARCHAR)',
  BOOLEAN: 'v % 2 = 0',
  DATE: "DATE '1999-12-31' + (v::INTEGER % 4000)",
  TIMESTAMP: "TIMESTAMP '1969-12-31 23:59:59' + to_microseconds(v::BIGINT)",
  TIMESTAMPTZ: "TIMESTAMPTZ '1969-12-31 23:59:59+00' + to_microseconds(v::BIGINT)",
  'INTEGER[]': '[v::INTEGER, NULL]',
  'STRUCT(a DOUBLE)': "{'a': (v % 3)::DOUBLE}",
};

describe('agrees with SQL written otherwise', () => {
  const shape = fc.record({
    rows: fc.constantFrom(0, 1, 2, 50, 3000),
    spread: fc.constantFrom(1, 3, 40, 2000, 1_000_000),
    nulls: fc.constantFrom(0, 2, 10),
  });

  test.each(Object.entries(types))(
    'not_null and unique of %s, alone and with another column',
    async (_, expression) => {
      await fc.assert(
        fc.asyncProperty(shape, async ({ rows, spread, nulls }) => {
          const table = `(SELECT ${expression} AS x, (w % 3)::INTEGER AS y, k FROM ${anyType(rows, spread, nulls)})`;
          const { results, rows: counted } = await check(table, [
            notNull('x'),
            unique('x'),
            unique('y', 'X'),
            unique('k'),
          ]);
          expect(counted).toBe(rows);
          const repeated = (keys: string, present: string) =>
            one(
              `SELECT count(*) FROM (SELECT count(*) OVER (PARTITION BY ${keys}) AS n FROM ${table} WHERE ${present}) WHERE n > 1`,
            );
          const expected = [
            await one(`SELECT count(*) - count(x) FROM ${table}`),
            await repeated('x', 'x IS NOT NULL'),
            await repeated('x, y', 'x IS NOT NULL AND y IS NOT NULL'),
            0,
          ];
          expect(results.map(({ failures }) => failures)).toEqual(expected);
          expect(results.map(({ status }) => status)).toEqual(
            expected.map((n) => (n === 0 ? 'passed' : 'failed')),
          );
          for (const { sample, failures } of results) expect(sample === null).toBe(failures === 0);
        }),
        { numRuns: 12, seed: 20_261_121 },
      );
    },
  );

  test('accepted_values and accepted_range of numbers, texts, dates and truths', async () => {
    const table = `(SELECT x::INTEGER AS i, x::DECIMAL(10,2) / 2 AS d, 'v' || x AS s, DATE '2024-01-01' + x::INTEGER AS t, x % 2 = 0 AS b,
      CASE WHEN x = 3 THEN 'nan'::DOUBLE ELSE x::DOUBLE END AS f FROM (SELECT unnest([0, 1, 2, 3, NULL, 5, 6]) AS x))`;
    const { results } = await check(table, [
      acceptedValues('i', 0, 1.5, 2),
      acceptedValues('D', 0.5, 1),
      acceptedValues('s', 'v1', 'v2'),
      acceptedValues('t', '2024-01-01', '2024-01-02'),
      acceptedValues('b', true),
      acceptedValues('f', 'nan'),
      acceptedRange('i', 1, 5),
      acceptedRange('i', 0.5, null),
      acceptedRange('s', 'v2', null),
      acceptedRange('t', '2024-01-02', '2024-01-03'),
      acceptedRange('f', 0, 100),
      acceptedValues('i'),
      acceptedRange('i', null, null),
    ]);
    expect(results.map(({ failures }) => failures)).toEqual([4, 4, 4, 4, 3, 5, 2, 1, 2, 4, 1, 6, 0]);
  });

  test('numbers and truths beside a text column are texts', async () => {
    const { results } = await check("(SELECT unnest(['1', 'true', 'x']) AS s)", [
      acceptedValues('s', 1, true),
    ]);
    expect(results[0]!.failures).toBe(1);
  });

  test('row_count with either bound', async () => {
    const { results } = await check('(SELECT range AS x FROM range(10))', [
      rowCount(10, 10),
      rowCount(11, null),
      rowCount(null, 9),
      rowCount(null, null),
    ]);
    expect(results.map(({ status, failures }) => [status, failures])).toEqual([
      ['passed', 0],
      ['failed', 10],
      ['failed', 10],
      ['passed', 0],
    ]);
  });
});

describe('unique', () => {
  test.each([
    [
      'whole numbers at the ends of their type',
      'SELECT unnest([-9223372036854775808, 9223372036854775807, 0]) AS x, 1::UTINYINT AS y',
      0,
    ],
    [
      'dates at infinity',
      "SELECT unnest([DATE 'infinity', '-infinity', '2024-01-01', 'infinity']) AS x, 1 AS y",
      2,
    ],
    [
      'dense numbers and dates together',
      "SELECT (range % 500)::SMALLINT - 250 AS x, DATE '2023-12-31' + (range // 500)::INTEGER AS y FROM range(100000)",
      0,
    ],
    [
      'one repetition among dense keys',
      "SELECT (range % 500)::SMALLINT - 250 AS x, DATE '2023-12-31' + (range // 500)::INTEGER AS y FROM range(100000) UNION ALL SELECT -250, DATE '2023-12-31'",
      2,
    ],
    [
      'rows with a NULL in the key, which do not count',
      'SELECT NULL::INTEGER AS x, 1 AS y FROM range(5) UNION ALL SELECT 1, 1',
      0,
    ],
    [
      'floats, where the two zeros are one value, and NaNs too',
      "SELECT unnest(['0.0'::DOUBLE, '-0.0'::DOUBLE, 'nan'::DOUBLE, 'nan'::DOUBLE, 1]) AS x, 1 AS y",
      4,
    ],
    ['names that need quotes', 'SELECT "x" AS "x", 1 AS y FROM (SELECT unnest([1, 1]) AS "x")', 2],
  ])('counts the rows of repeated keys: %s', async (_, rows, expected) => {
    const { results } = await check(`(${rows})`, [unique('x', 'y')]);
    expect(results[0]!.failures).toBe(expected);
  });

  test('shows the keys that repeat most, with their counts', async () => {
    const { results } = await check("(SELECT 'k' || range % 7 AS x, range AS y FROM range(20))", [
      unique('x'),
    ]);
    expect(results[0]!.failures).toBe(20);
    expect(results[0]!.sample).toEqual({
      columns: ['x', 'rows'],
      rows: [
        ['k0', '3'],
        ['k1', '3'],
        ['k2', '3'],
        ['k3', '3'],
        ['k4', '3'],
      ],
    });
  });
});

describe('scans', () => {
  test('one for everything, and one more for all dense keys', async () => {
    const table = "(SELECT range AS x, range % 10 AS y, 't' AS s FROM range(1000))";
    const { asked } = await check(table, [
      notNull('x'),
      acceptedValues('s', 't'),
      acceptedRange('y', 0, 9),
      rowCount(1, null),
      unique('x'),
      unique('x', 'y'),
    ]);
    expect(asked).toHaveLength(2);
  });

  test('one alone where there is no key, none failed, or no row', async () => {
    expect((await check('(SELECT range AS x FROM range(10))', [notNull('x')])).asked).toHaveLength(1);
    expect(
      (await check('(SELECT range AS x FROM range(0))', [notNull('x'), unique('x')])).asked,
    ).toHaveLength(1);
  });

  test('a sample for each audit that failed', async () => {
    expect(
      (
        await check('(SELECT NULL::INTEGER AS x FROM range(10))', [
          notNull('x'),
          rowCount(11, null),
          unique('x'),
        ])
      ).asked,
    ).toHaveLength(2);
  });
});

describe('samples', () => {
  test('are the same rows whatever the order in the table', async () => {
    const rows =
      "SELECT range AS k, CASE WHEN range % 3 = 0 THEN NULL ELSE 'v' END AS x, [range] AS l, MAP {range: 1} AS m FROM range(3000)";
    const first = await check(`(${rows})`, [notNull('x')]);
    const second = await check(`(${rows} ORDER BY hash(k))`, [notNull('x')]);
    expect(second.results).toEqual(first.results);
    expect(first.results[0]!.sample).toEqual({
      columns: ['x', 'k', 'l', 'm'],
      rows: [0, 3, 6, 9, 12].map((k) => [null, String(k), [String(k)], [{ key: String(k), value: 1 }]]),
    });
  });

  test('never hold a value, a length or a hash of a column tagged as PII', async () => {
    const rows =
      "(SELECT CASE WHEN range % 4 > 0 THEN 'Secret' || repeat('t', range::INTEGER) END AS \"Name\", range AS k FROM range(8)) ";
    const { results } = await check(
      rows,
      [notNull('name'), unique('k'), acceptedValues('name', 'x'), acceptedRange('k', null, 2)],
      ['Name'],
    );
    expect(JSON.stringify(results)).not.toMatch(/ecret/);
    expect(results[2]!.sample!.rows).toEqual([1, 2, 3, 5, 6].map((k) => ['•••', String(k)]));
    expect(results[0]!.sample!.rows).toEqual([
      [null, '0'],
      [null, '4'],
    ]);
    const repeated = await check(`(FROM ${rows} UNION ALL FROM ${rows})`, [unique('name')], ['Name']);
    expect(repeated.results[0]).toMatchObject({ failures: 12, sample: { columns: ['name', 'rows'] } });
    expect(JSON.stringify(repeated.results)).not.toMatch(/ecret/);
  });
});

describe('what is said', () => {
  test('names the expectation, the count, the rows and the place', async () => {
    const audits: Audit[] = [
      notNull('x'),
      { ...unique('x', 'y'), onFailure: 'warn' },
      rowCount(100, null),
      acceptedRange('y', 0, 100),
    ];
    const { results, rows } = await check(
      '(SELECT CASE WHEN range > 1 THEN 1 END AS x, range // 4 AS y FROM range(6))',
      audits,
    );
    const diagnostics = auditDiagnostics('gold.t', audits, results, rows);
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['error', 'warning', 'error']);
    expect(diagnostics[0]).toMatchObject({
      code: 'audit-failed',
      summary: '`gold.t` was expected: every row to have a value in `x`.',
      detail: '2 of 6 rows do not. The first of them:\n  x     y\n  NULL  0\n  NULL  0',
      subject: audits[0]!.span,
    });
    expect(diagnostics[1]).toMatchObject({
      summary: '`gold.t` was expected: every row to have a value of its own in (`x`, `y`).',
      detail: '4 of 6 rows do not. The first of them:\n  x  y  rows\n  1  0  2\n  1  1  2',
    });
    expect(diagnostics[1]!.hint).toBeUndefined();
    expect(diagnostics[2]).toMatchObject({ detail: 'It has 6 rows.' });
  });

  test('an audit is found again whatever the case of its columns and what it does on failure', () => {
    expect(auditKey(unique('A', 'b'))).toBe(auditKey({ ...unique('a', 'B'), onFailure: 'warn' }));
    expect(auditKey(acceptedRange('a', 0, null))).not.toBe(auditKey(acceptedRange('a', 1, null)));
    expect(auditKey(unique('a', 'b'))).not.toBe(auditKey(unique('b', 'a')));
  });
});
