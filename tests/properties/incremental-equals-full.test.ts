import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { fillTill, makeTill, mustApply } from '../support/till.ts';

let folder: string | undefined;
afterEach(() => removeFolder(folder!));

/*
 * Sales happen at an hour and arrive some hours later. Runs come at any time and see what has arrived. Each model says how late rows may be; where they were in time, the table is that of one
 * run over all rows, where not, just the days stay as they were that had been computed for the last time before.
 */

const model = (header: string, query: string) => `/* ---\n${header}\n--- */\n${query}\n`;

const byDay = (lookback: number, from: string, header = '') =>
  model(
    `kind: incremental_by_time_range\ntime_column: day\nstart: 2026-01-01\nlookback: ${lookback}\n${header}`,
    `SELECT CAST(moment AS DATE) AS day, sum(amount)::BIGINT AS amount, count(*)::BIGINT AS sales
FROM ${from} WHERE moment >= {{start}} AND moment < {{end}} GROUP BY ALL`,
  );

const again = (from: string, header = '') =>
  model(
    `kind: incremental_by_time_range\ntime_column: day\nstart: 2026-01-01\n${header}`,
    `SELECT day, amount, sales FROM ${from} WHERE day >= {{start}} AND day < {{end}}`,
  );

const models = {
  'bronze.sales': model('kind: full', 'SELECT * FROM till.sales'),
  'silver.look_0': byDay(0, 'bronze.sales'),
  'silver.look_1': byDay(1, 'bronze.sales', 'batch_size: 2'),
  'silver.look_4': byDay(4, 'bronze.sales', 'partitioned_by: day'),
  'gold.chain': again('silver.look_4'),
  'gold.total': model('kind: full', 'SELECT sum(amount)::BIGINT AS amount FROM silver.look_4'),
  'silver.latest': model(
    'kind: incremental_by_unique_key\nunique_key: id',
    'SELECT id, amount FROM bronze.sales',
  ),
};

interface Sale {
  readonly id: number;
  /** Hours since the first of January 2026. */
  readonly at: number;
  readonly arrives: number;
  readonly amount: number;
}

const hour = 3_600_000;
const first = Date.parse('2026-01-01T00:00:00Z');
const timestamp = (hours: number) => new Date(first + hours * hour).toISOString().slice(0, 19);

const history = fc.record({
  sales: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 9 * 24 - 1 }),
      /** Up to four days late. */
      late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 96 })),
      amount: fc.integer({ min: 1, max: 100 }),
    }),
    { minLength: 20, maxLength: 60 },
  ),
  runs: fc.uniqueArray(fc.integer({ min: 20, max: 14 * 24 - 1 }), { minLength: 3, maxLength: 5 }),
});

const give = (sales: readonly Sale[], now: number) => {
  const seen = sales.filter(({ arrives }) => arrives <= now);
  const values = seen.map(
    ({ id, at, amount }) => `(${id}::INTEGER, TIMESTAMP '${timestamp(at)}', ${amount}::INTEGER)`,
  );
  const none = `(0::INTEGER, TIMESTAMP '2000-01-01', 0::INTEGER)`;
  return fillTill(
    folder!,
    'sales',
    `SELECT * FROM (VALUES ${[none, ...values].join(', ')}) AS t(id, moment, amount) WHERE id > 0`,
  );
};

type Days = ReadonlyMap<number, readonly [amount: number, sales: number]>;

function daysOf(sales: readonly Sale[]): Days {
  const days = new Map<number, readonly [number, number]>();
  for (const { at, amount } of sales) {
    const day = Math.floor(at / 24);
    const [sum, count] = days.get(day) ?? [0, 0];
    days.set(day, [sum + amount, count + 1]);
  }
  return days;
}

/** What a model holds that looks back so many days: each day as it was when last computed. */
function expected(sales: readonly Sale[], runs: readonly number[], lookback: number): Days {
  const table = new Map<number, readonly [number, number]>();
  let filled = 0;
  let arrived = -1;
  for (const now of runs) {
    const visible = sales.filter(({ arrives }) => arrives <= now);
    const end = Math.floor(now / 24);
    const isNew = end > filled || visible.length !== arrived;
    const from = isNew ? Math.max(0, filled - lookback) : end;
    const all = daysOf(visible);
    for (let day = from; day < end; day++) {
      const found = all.get(day);
      if (found === undefined) table.delete(day);
      else table.set(day, found);
    }
    filled = Math.max(filled, end);
    arrived = visible.length;
  }
  return table;
}

const asRows = (days: Days) =>
  [...days]
    .sort(([a], [b]) => a - b)
    .map(([day, [amount, sales]]) => ({ day: timestamp(day * 24).slice(0, 10), amount, sales }));

const rowsOf = (name: string) =>
  queryRows(
    folder!,
    `SELECT day::VARCHAR AS day, amount::INTEGER AS amount, sales::INTEGER AS sales FROM ${name} ORDER BY day`,
  );

test('any split of a history into runs gives the table of one run, but for rows that come later than a model looks back', {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ sales: given, runs: times }) => {
      if (folder !== undefined) await removeFolder(folder);
      folder = await makeTill({ sales: { id: 'INTEGER', moment: 'TIMESTAMP', amount: 'INTEGER' } }, models);
      const sales = given.map(
        ({ at, late, amount }, index): Sale => ({ id: index + 1, at, arrives: at + late, amount }),
      );
      const last = 15 * 24;
      const runs = [...times.sort((a, b) => a - b), last];
      for (const now of runs) {
        await give(sales, now);
        await mustApply(folder, `${timestamp(now)}Z`);
      }
      const full = asRows(daysOf(sales));
      // Four days late at most: the longest look back sees every row, and so does what reads it.
      expect(await rowsOf('silver.look_4')).toEqual(full);
      expect(await rowsOf('gold.chain')).toEqual(full);
      expect(await rowsOf('silver.look_0')).toEqual(asRows(expected(sales, runs, 0)));
      expect(await rowsOf('silver.look_1')).toEqual(asRows(expected(sales, runs, 1)));
      const total = sales.reduce((sum, { amount }) => sum + amount, 0);
      expect(await queryRows(folder, 'SELECT amount::INTEGER AS amount FROM gold.total')).toEqual([
        { amount: total },
      ]);
      expect(
        await queryRows(
          folder,
          'SELECT count(*)::INTEGER AS sales, sum(amount)::INTEGER AS amount FROM silver.latest',
        ),
      ).toEqual([{ sales: sales.length, amount: total }]);
    }),
    { numRuns: 3, seed: Number(process.env.LODE_INCREMENTAL_SEED ?? 7), endOnFailure: true },
  );
});
