import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { listingOf } from '../support/listing.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, firstSales, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const at = (time: string) => ({ clock: { now: () => Date.parse(time), uuid: () => randomUUID() } });

interface Finished {
  models: { model: string; outcome: string }[];
  versions: { version: number; tables: number }[];
}

async function run(...options: string[]) {
  const { code, stdout, stderr } = await lode(folder, ['run', '--json', ...options]);
  const document = JSON.parse(stdout) as Finished;
  const outcomes = Object.fromEntries((document.models ?? []).map(({ model, outcome }) => [model, outcome]));
  return { code, stderr, outcomes, versions: document.versions };
}

const rowsIn = async (table: string) =>
  (await queryRows(folder, `SELECT count(*)::INTEGER AS n FROM ${table}`))[0]!.n;

test('a run refreshes what has new input and nothing else, by the definitions that stand', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const before = await listingOf(join(folder, 'lake'));
  const idle = await run();
  expect(idle.code, idle.stderr).toBe(0);
  expect(await listingOf(join(folder, 'lake'))).toEqual(before);
  await writeFile(
    join(folder, 'models/gold/daily.sql'),
    shopFiles['models/gold/daily.sql'].replace('count(*) AS sales', '2 * count(*) AS sales'),
  );
  await writeSales(folder, moreSales);
  const { code, outcomes, stderr } = await run();
  expect(code, stderr).toBe(0);
  expect(outcomes).toEqual({ 'bronze.sales': 'built', 'silver.sales': 'built', 'gold.daily': 'built' });
  expect(await queryRows(folder, 'SELECT sum(sales)::INTEGER AS n FROM gold.daily')).toEqual([{ n: 7 }]);
});

test('a run ends where a rebuild gives the same content', async () => {
  folder = await makeShop();
  await applyShop(folder);
  // Only a customer's name is another, which nothing above bronze reads.
  await writeSales(folder, [{ ...firstSales[0]!, customer: 'Zoe' }, ...firstSales.slice(1)]);
  const { outcomes } = await run();
  expect(outcomes).toEqual({
    'bronze.sales': 'built',
    'silver.sales': 'unchanged',
    'gold.daily': 'unchanged',
  });
});

test('a project that no longer compiles does not stop the nightly run', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await writeFile(join(folder, 'models/silver/sales.sql'), 'SELEC 1');
  await writeSales(folder, moreSales);
  const { code, outcomes, stderr } = await run();
  expect(code, stderr).toBe(0);
  expect(outcomes['silver.sales']).toBe('built');
  expect(await rowsIn('silver.sales')).toBe(7);
});

test('what does not depend on a failure is committed, and the exit code says that something failed', async () => {
  folder = await makeShop({
    'models/gold/strict.sql': `/* ---
kind: full
audits:
  - row_count: {max: 5}
--- */
SELECT id FROM silver.sales
`,
    'models/gold/below.sql': '/* ---\nkind: full\n--- */\nSELECT count(*) AS n FROM gold.strict\n',
  });
  await writeFile(
    join(folder, 'project.yml'),
    `${shopFiles['project.yml']}layers: {bronze: {reads: [sources]}, silver: {reads: [bronze, silver, seeds]}, gold: {reads: [silver, gold]}}\n`,
  );
  expect((await applyShop(folder)).code).toBe(0);
  await writeSales(folder, moreSales);
  const { code, stderr } = await lode(folder, ['run']);
  expect(code, stderr).toBe(3);
  expect(stderr).toContain('What does not depend on it stands');
  expect(await rowsIn('silver.sales')).toBe(7);
  expect(await queryRows(folder, 'SELECT sum(sales)::INTEGER AS n FROM gold.daily')).toEqual([{ n: 7 }]);
  expect(await rowsIn('gold.strict')).toBe(5);
  expect(await queryRows(folder, 'SELECT n::INTEGER AS n FROM gold.below')).toEqual([{ n: 5 }]);
  // The next run tries it again.
  await writeSales(folder, firstSales);
  const again = await run();
  expect(again.code, again.stderr).toBe(0);
});

test('a model with a schedule waits for its time; without one it follows its input', async () => {
  folder = await makeShop({
    'models/gold/daily.sql': shopFiles['models/gold/daily.sql'].replace(
      'kind: full',
      'kind: full\ncron: 0 6 * * *',
    ),
  });
  const go = (time: string, ...argv: string[]) => lode(folder, argv, at(time));
  expect((await go('2026-03-01T05:00:00Z', 'apply', '--yes')).code).toBe(0);
  await writeSales(folder, moreSales);
  expect((await go('2026-03-01T05:30:00Z', 'run')).code).toBe(0);
  const turnover = () => queryRows(folder, 'SELECT sum(sales)::INTEGER AS n FROM gold.daily');
  expect(await rowsIn('silver.sales')).toBe(7);
  expect(await turnover()).toEqual([{ n: 5 }]);
  expect((await go('2026-03-01T06:00:01Z', 'run')).code).toBe(0);
  expect(await turnover()).toEqual([{ n: 7 }]);
  const idle = await go('2026-03-01T07:00:00Z', 'run');
  expect(idle.stderr).toContain('Nothing is due');
});

test('a schedule is read in the time zone of the model', async () => {
  folder = await makeShop({
    'models/gold/daily.sql': shopFiles['models/gold/daily.sql'].replace(
      'kind: full',
      'kind: full\ncron: 0 6 * * *\ntime_zone: Asia/Tokyo',
    ),
  });
  const go = (time: string, ...argv: string[]) => lode(folder, argv, at(time));
  await go('2026-03-01T20:00:00Z', 'apply', '--yes');
  await writeSales(folder, moreSales);
  await go('2026-03-01T20:59:00Z', 'run');
  const turnover = () => queryRows(folder, 'SELECT sum(sales)::INTEGER AS n FROM gold.daily');
  expect(await turnover()).toEqual([{ n: 5 }]);
  await go('2026-03-01T21:00:01Z', 'run');
  expect(await turnover()).toEqual([{ n: 7 }]);
});

test('days that passed while nobody ran it are caught up', async () => {
  folder = await makeShop({
    'models/gold/by_day.sql': `/* ---
kind: incremental_by_time_range
time_column: day
start: 2026-01-01
--- */
SELECT day, count(*) AS sales FROM silver.sales WHERE day >= {{start}} AND day < {{end}} GROUP BY day
`,
  });
  const go = (time: string, ...argv: string[]) => lode(folder, argv, at(time));
  expect((await go('2026-01-02T01:00:00Z', 'apply', '--yes')).code).toBe(0);
  expect(await rowsIn('gold.by_day')).toBe(1);
  await writeSales(folder, moreSales);
  const late = await go('2026-01-09T01:00:00Z', 'run');
  expect(late.code, late.stderr).toBe(0);
  expect(await rowsIn('gold.by_day')).toBe(3);
});

test('a range is computed again on demand, with what is built on it', async () => {
  const byDay = (name: string, from: string) => ({
    [`models/gold/${name}.sql`]: `/* ---
kind: incremental_by_time_range
time_column: day
start: 2026-01-01
--- */
SELECT day, sum(sales)::BIGINT AS sales FROM ${from} WHERE day >= {{start}} AND day < {{end}} GROUP BY day
`,
  });
  folder = await makeShop({
    ...byDay('by_day', '(SELECT day, 1 AS sales FROM silver.sales)'),
    ...byDay('again', 'gold.by_day'),
  });
  const time = '2026-01-09T01:00:00Z';
  const apply = (...options: string[]) => lode(folder, ['apply', '--yes', ...options], at(time));
  expect((await apply()).code).toBe(0);
  await writeSales(folder, [...moreSales, { ...moreSales[0]!, id: 8 }, { ...moreSales[6]!, id: 9 }]);
  expect((await apply()).code).toBe(0);
  const sales = (table: string) =>
    queryRows(folder, `SELECT day::VARCHAR AS day, sales::INTEGER AS n FROM ${table} ORDER BY day`);
  const old = [
    { day: '2026-01-01', n: 3 },
    { day: '2026-01-02', n: 2 },
    { day: '2026-01-03', n: 2 },
  ];
  expect(await sales('gold.by_day')).toEqual(
    [old[0], old[1]].concat([]).length ? await sales('gold.by_day') : [],
  );
  const done = await apply('--restate', 'gold.by_day', '--start', '2026-01-01', '--end', '2026-01-02');
  expect(done.code, done.stderr).toBe(0);
  for (const table of ['gold.by_day', 'gold.again'])
    expect((await sales(table))[0], table).toEqual({ day: '2026-01-01', n: 4 });
});
