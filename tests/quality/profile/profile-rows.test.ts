import { describe, expect, test } from 'vitest';
import { estimateDistinct, type KnownTotals, profileRows } from '../../../src/quality/profile/index.ts';
import { sessionForTests } from '../support.ts';

const session = sessionForTests();

async function profile(select: string, personal: readonly string[] = [], totals: KnownTotals | null = null) {
  await session().execute(`CREATE OR REPLACE TEMP TABLE profiled AS ${select}`);
  const columns = (await session().query('DESCRIBE profiled')).rows.map(([name, type]) => ({
    name: String(name),
    type: String(type),
    pii: personal.includes(String(name)) ? 'name' : null,
  }));
  const asked: string[] = [];
  const found = await profileRows(
    (sql) => {
      asked.push(sql);
      return session().query(sql);
    },
    { table: 'profiled', columns, totals },
  );
  const of = (name: string) => found.columns.find((column) => column.name === name)!;
  return { ...found, of, asked };
}

describe('the profile of rows', () => {
  test('counts rows, NULLs and values, and says bounds, means, quantiles, lengths and frequent values', async () => {
    const found = await profile(
      `SELECT i, i % 4 AS few, nullif(i % 10, 0)::DECIMAL(8,2) AS some, CASE WHEN i < 60 THEN 'Annex' ELSE 'Main ' || i END AS word, DATE '2026-01-01' + i::INTEGER AS day, i > 90 AS late FROM range(100) r(i)`,
    );
    expect(found.rows).toBe(100);
    expect(found.sampled).toBeNull();
    expect(found.of('i')).toEqual({
      name: 'i',
      type: 'BIGINT',
      pii: null,
      nulls: 0,
      distinct: 100,
      distinctExact: true,
      min: '0',
      max: '99',
      mean: 49.5,
      quantiles: [4.95, 24.75, 49.5, 74.25, 94.05],
      lengths: null,
      top: [],
    });
    expect(found.of('few').top).toEqual(['3', '2', '1', '0'].map((value) => ({ value, rows: 25 })));
    expect(found.of('some')).toMatchObject({ nulls: 10, distinct: 9, min: '1.00', max: '9.00', mean: 5 });
    expect(found.of('word')).toMatchObject({
      distinct: 41,
      min: 'Annex',
      max: 'Main 99',
      mean: null,
      lengths: { min: 5, max: 7 },
      top: [{ value: 'Annex', rows: 60 }],
    });
    expect(found.of('day')).toMatchObject({ min: '2026-01-01', max: '2026-04-10', quantiles: null });
    expect(found.of('late')).toMatchObject({ min: 'false', max: 'true', distinct: 2 });
  });

  test('is measured in two queries, however many columns there are', async () => {
    const { asked } = await profile('SELECT 1 AS a, 2 AS b, 3 AS c, 4 AS d');
    expect(asked.length).toBe(2);
  });

  test('of no rows at all has neither bounds nor values', async () => {
    const found = await profile("SELECT 1 AS a, 'x' AS b WHERE false");
    expect(found).toMatchObject({ rows: 0, sampled: null });
    expect(
      found.columns.map(({ nulls, distinct, min, lengths, mean, quantiles, top }) => [
        nulls,
        distinct,
        min,
        lengths,
        mean,
        quantiles,
        top,
      ]),
    ).toEqual([
      [0, 0, null, null, null, null, []],
      [0, 0, null, null, null, null, []],
    ]);
  });

  test('leaves infinite numbers and NaN out of means and quantiles', async () => {
    const found = await profile(
      "SELECT unnest([1.0, 3.0, 'inf'::DOUBLE, '-inf'::DOUBLE, 'nan'::DOUBLE]) AS v",
    );
    expect(found.of('v')).toMatchObject({ nulls: 0, distinct: 5, mean: 2, min: '-inf', max: 'nan' });
  });

  test('takes values of nested types, of bytes and of none for counting only', async () => {
    const found = await profile(
      "SELECT [i % 3] AS l, {'a': i % 2} AS s, MAP {'k': i} AS m, 'a'::BLOB AS b FROM range(12) r(i)",
    );
    expect(found.columns.map(({ distinct, min, top }) => [distinct, min, top])).toEqual([
      [3, null, []],
      [2, null, []],
      [12, null, []],
      [1, null, []],
    ]);
  });

  test('cuts long texts, and never in the middle of a letter', async () => {
    const found = await profile("SELECT repeat('😀', 100) AS t FROM range(2)");
    const cut = `${'😀'.repeat(64)}…`;
    expect(found.of('t')).toMatchObject({ min: cut, max: cut, top: [{ value: cut, rows: 2 }] });
  });

  test('asks for no value of a column with personal data, and has none', async () => {
    const found = await profile("SELECT 'Anna ' || i % 5 AS patient, i AS n FROM range(50) r(i)", [
      'patient',
    ]);
    expect(found.of('patient')).toEqual({
      name: 'patient',
      type: 'VARCHAR',
      pii: 'name',
      nulls: 0,
      distinct: 5,
      distinctExact: true,
      min: null,
      max: null,
      mean: null,
      quantiles: null,
      lengths: null,
      top: [],
    });
    for (const sql of found.asked)
      expect(sql).not.toMatch(/(min|max|left|length|avg)\("patient"|CAST\("patient"/);
  });

  test('of a sample is brought to the size of the table, with the NULLs and bounds that all rows are known to have', async () => {
    const totals = {
      rows: 4000,
      columns: new Map([
        ['i', { nulls: 7, min: '-3', max: '70000' }],
        ['few', { nulls: 0 }],
      ]),
    };
    const found = await profile('SELECT i, i % 4 AS few FROM range(400) r(i)', [], totals);
    expect(found).toMatchObject({ rows: 4000, sampled: 400 });
    expect(found.of('i')).toMatchObject({
      nulls: 7,
      distinct: 3993,
      distinctExact: false,
      min: '-3',
      max: '70000',
    });
    expect(found.of('few')).toMatchObject({ nulls: 0, distinct: 4, min: '0', max: '3' });
    expect(found.of('few').top.map(({ rows }) => rows)).toEqual([1000, 1000, 1000, 1000]);
  });
});

describe('the number of different values in a sample', () => {
  const total = 4_000_000;
  const cases: [string, string, number, number][] = [
    ['of values in no order', '(hash(i) % 100000)', 100_000, 1.2],
    ['of few values', '(hash(i) % 700)', 700, 1.01],
    ['of values that stand together', '(i // 40)', 100_000, 1.6],
    ['of a key', 'i', total, 1.01],
    ['of one value', '1', 1, 1],
  ];
  test.each(cases)('%s is estimated for all rows', async (_, value, truth, factor) => {
    // Eight stretches of 12,500 rows, as a build of this size is looked at.
    const stretches = Array.from(
      { length: 8 },
      (_, k) => `SELECT range AS i FROM range(${(k * total) / 8}, ${(k * total) / 8 + 12_500})`,
    );
    const found = await profile(`SELECT ${value} AS v FROM (${stretches.join(' UNION ALL ')})`, [], {
      rows: total,
      columns: new Map(),
    });
    expect(found.of('v').distinct).toBeGreaterThanOrEqual(truth / factor);
    expect(found.of('v').distinct).toBeLessThanOrEqual(truth * factor);
  });

  test('is never less than what was seen, nor more than there are values', () => {
    for (const distinctInHalf of [0, 1, 40, 80])
      for (const distinct of [80, 99, 100]) {
        const found = estimateDistinct({ values: 100, allValues: 150, distinct, distinctInHalf });
        expect(found).toBeGreaterThanOrEqual(distinct);
        expect(found).toBeLessThanOrEqual(150);
      }
  });
});
