import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import {
  applyAt,
  clockAt,
  commitsOf,
  fillTill,
  liveFiles,
  makeTill,
  manifestEntry,
  modelFile,
  mustApply,
} from '../support/till.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const bronze = '/* ---\nkind: full\n--- */\nSELECT * FROM till.sales\n';

const daily = (header: string, query = 'SELECT day, sum(amount)::BIGINT AS amount', from = 'bronze.sales') =>
  `/* ---
kind: incremental_by_time_range
time_column: day
start: 2026-01-01
${header}
--- */
${query}
FROM ${from}
WHERE day >= {{start}} AND day < {{end}}
GROUP BY day
`;

const makeDaily = (models: Readonly<Record<string, string>>) =>
  makeTill({ sales: { amount: 'INTEGER', day: 'DATE' } }, { 'bronze.sales': bronze, ...models });

/** Sales of each day from the first of January 2026 on: of `amount`, and of more on some. */
const sales = (days: number, late: Readonly<Record<number, number>> = {}) => {
  const rows: (readonly [number, number])[] = [
    ...Array.from({ length: days }, (_, index) => [index + 1, 1] as const),
    ...Object.entries(late).map(([day, amount]) => [Number(day), amount] as const),
  ];
  const values = rows.map(([day, amount]) => `(${amount}, DATE '2026-01-01' + ${day - 1})`);
  return fillTill(folder, 'sales', `SELECT * FROM (VALUES ${values.join(', ')}) AS t(amount, day)`);
};

const amounts = async (model = 'silver.daily') =>
  (await queryRows(folder, `SELECT amount::INTEGER AS amount FROM ${model} ORDER BY day`)).map(
    ({ amount }) => amount,
  );

const write = (model: string, text: string) => writeFile(join(folder, modelFile(model)), text);
const noon = (day: number) => `2026-01-${String(day).padStart(2, '0')}T12:00:00Z`;

interface Planned {
  readonly name: string;
  readonly verdict: string;
  readonly action: string;
  readonly rebuild: boolean;
  readonly intervals: readonly object[];
}

async function planAt(time: string, ...options: string[]): Promise<Record<string, Planned>> {
  const { code, stdout, stderr } = await lode(
    folder,
    ['plan', '--format', 'json', ...options],
    clockAt(time),
  );
  expect(code, stderr).toBe(0);
  const { models } = JSON.parse(stdout) as { models: Planned[] };
  return Object.fromEntries(models.map((model) => [model.name, model]));
}

test('a changed query computes everything again; forward_only only what comes', async () => {
  const twice = 'SELECT day, 2 * sum(amount)::BIGINT AS amount';
  folder = await makeDaily({ 'silver.daily': daily(''), 'silver.forward': daily('forward_only: true') });
  await sales(5);
  await mustApply(folder, noon(3));
  const first = (await manifestEntry(folder, 'silver.forward')).definition;
  await write('silver.daily', daily('', twice));
  await write('silver.forward', daily('forward_only: true', twice));
  await mustApply(folder, noon(4));
  expect(await amounts()).toEqual([2, 2, 2]);
  expect(await amounts('silver.forward')).toEqual([1, 1, 2]);
  const second = await manifestEntry(folder, 'silver.forward');
  const range = (start: string, end: string) => ({ start: `2026-01-${start}`, end: `2026-01-${end}` });
  expect(second.ranges).toMatchObject([
    { range: range('01', '03'), definition: first },
    { range: range('03', '04'), definition: second.definition },
  ]);

  // Words around the query leave both where they are: what the old query made is not the new one's.
  await write('silver.forward', `${daily('forward_only: true', twice)}-- doubled\n`);
  await mustApply(folder, noon(4));
  const third = await manifestEntry(folder, 'silver.forward');
  expect(third.ranges.map(({ definition }) => definition)).toEqual([first, third.definition]);

  // Without forward_only the model is again what its query says.
  await write('silver.forward', daily('', twice));
  const planned = (await planAt(noon(4)))['silver.forward'];
  expect(planned).toMatchObject({ action: 'build', rebuild: false, intervals: [range('01', '03')] });
  await mustApply(folder, noon(4));
  expect(await amounts('silver.forward')).toEqual([2, 2, 2]);
  expect((await manifestEntry(folder, 'silver.forward')).ranges).toHaveLength(1);
});

test('where rows stay a changed schema fails, merges or begins anew, as the header says', async () => {
  const wider = 'SELECT day, sum(amount)::BIGINT AS amount, count(*) AS sales';
  const header = (policy: string) => `forward_only: true\non_schema_change: ${policy}`;
  folder = await makeDaily({
    'silver.fail': daily('forward_only: true'),
    'silver.merge': daily(header('merge')),
    'silver.rebuild': daily(header('rebuild')),
  });
  await sales(4);
  await mustApply(folder, noon(3));
  await write('silver.fail', daily('forward_only: true', wider));
  const refused = await applyAt(folder, noon(3));
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('[schema-change-refused]');
  expect(refused.stderr).toContain('new: sales');
  await write('silver.fail', daily('forward_only: true'));
  await write('silver.merge', daily(header('merge'), wider));
  await write('silver.rebuild', daily(header('rebuild'), wider));
  await mustApply(folder, noon(4));
  const counts = async (model: string) =>
    (await queryRows(folder, `SELECT sales::INTEGER AS sales FROM ${model} ORDER BY day`)).map(
      ({ sales: count }) => count,
    );
  expect(await counts('silver.merge')).toEqual([null, null, 1]);
  expect(await counts('silver.rebuild')).toEqual([1, 1, 1]);
  await write('silver.merge', daily(header('merge'), 'SELECT day, sum(amount)::DOUBLE AS amount'));
  const retyped = await applyAt(folder, noon(4));
  expect(retyped.code).toBe(1);
  expect(retyped.stderr).toContain('[schema-not-mergeable]');
});

test('another grain, another time column or another kind begins anew', async () => {
  folder = await makeDaily({ 'silver.daily': daily('') });
  await sales(40);
  await mustApply(folder, '2026-02-10T00:00:00Z');
  expect(await amounts()).toHaveLength(40);
  await write('silver.daily', daily('interval: month'));
  expect((await planAt('2026-02-10T00:00:00Z'))['silver.daily']).toMatchObject({
    verdict: 'breaking',
    rebuild: true,
  });
  await mustApply(folder, '2026-02-10T00:00:00Z');
  expect(await amounts()).toHaveLength(31);
  expect(await liveFiles(folder, 'silver.daily')).toHaveLength(1);
  await write(
    'silver.daily',
    daily('')
      .replace(/kind: .*\n.*\n.*/, 'kind: full')
      .replace(/WHERE.*/, ''),
  );
  await mustApply(folder, '2026-02-10T00:00:00Z');
  expect(await amounts()).toHaveLength(40);
  await write('silver.daily', daily('lookback: 1'));
  await mustApply(folder, '2026-01-11T00:00:00Z');
  expect(await amounts()).toHaveLength(10);
  // How far it looks back and from when on is no other table.
  await write('silver.daily', daily('lookback: 3'));
  expect((await planAt('2026-01-11T00:00:00Z'))['silver.daily']).toMatchObject({ action: 'metadata' });
});

test('a reader of a model that is computed again is built, one of an unchanged one is not', async () => {
  const reader = (from: string) => `/* ---\nkind: full\n--- */\nSELECT sum(amount) AS amount FROM ${from}\n`;
  folder = await makeDaily({ 'silver.daily': daily(''), 'gold.total': reader('silver.daily') });
  await sales(4);
  await mustApply(folder, noon(4));
  const actions = async () =>
    Object.fromEntries(Object.entries(await planAt(noon(4))).map(([name, { action }]) => [name, action]));
  await write('silver.daily', `${daily('')}-- words\n`);
  expect(await actions()).toMatchObject({ 'silver.daily': 'metadata', 'gold.total': 'none' });
  await write('silver.daily', daily('forward_only: true', 'SELECT day, 3 * sum(amount)::BIGINT AS amount'));
  expect(await actions()).toMatchObject({ 'silver.daily': 'metadata', 'gold.total': 'none' });
  await write('silver.daily', daily('', 'SELECT day, 3 * sum(amount)::BIGINT AS amount'));
  expect(await actions()).toMatchObject({ 'silver.daily': 'build', 'gold.total': 'build' });
  await mustApply(folder, noon(4));
  expect(await queryRows(folder, 'SELECT amount::INTEGER AS amount FROM gold.total')).toEqual([
    { amount: 9 },
  ]);
});

test('ranges that are computed again are computed again further down, through views and tables too', async () => {
  folder = await makeDaily({
    'silver.daily': daily('lookback: 2'),
    'silver.seen': '/* ---\nkind: view\n--- */\nSELECT * FROM silver.daily\n',
    'gold.daily': daily('', undefined, 'silver.daily'),
    'gold.through_view': daily('', undefined, 'silver.seen'),
    'silver.whole': '/* ---\nkind: full\n--- */\nSELECT * FROM silver.daily\n',
    'gold.through_table': daily('', undefined, 'silver.whole'),
  });
  await sales(4);
  await mustApply(folder, noon(5));
  await sales(4, { 1: 10, 3: 10 });
  await mustApply(folder, noon(5));
  for (const model of ['silver.daily', 'gold.daily', 'gold.through_view', 'gold.through_table'])
    expect(await amounts(model), model).toEqual([1, 1, 11, 1]);
});

test('what was computed again while a reader was left out is computed again when its turn comes', async () => {
  folder = await makeDaily({
    'silver.daily': daily('lookback: 2'),
    'silver.seen': '/* ---\nkind: view\n--- */\nSELECT * FROM silver.daily\n',
    'gold.daily': daily('audits: [{accepted_range: {column: amount, max: 50}}]', undefined, 'silver.daily'),
    'gold.through_view': daily('', undefined, 'silver.seen'),
  });
  await sales(4);
  await mustApply(folder, noon(5));
  await sales(4, { 3: 10 });
  await mustApply(folder, noon(5), '--select', 'bronze.sales silver.daily');
  await sales(5, { 3: 10, 4: 20 });
  await mustApply(folder, noon(6), '--select', 'bronze.sales silver.daily');
  expect(await amounts('gold.daily')).toEqual([1, 1, 1, 1]);
  const planned = await planAt(noon(6));
  const days = (start: number, end: number) => ({ start: `2026-01-0${start}`, end: `2026-01-0${end}` });
  expect(planned['gold.daily']!.intervals).toEqual([days(3, 5), days(5, 6)]);
  await mustApply(folder, noon(6));
  expect(await amounts('gold.daily')).toEqual([1, 1, 11, 21, 1]);
  expect(await amounts('gold.through_view')).toEqual([1, 1, 11, 21, 1]);
  expect(await mustApply(folder, noon(6))).toContain('Nothing to do');
});

test('files in which another writer has mixed intervals give the others back as they were', async () => {
  folder = await makeDaily({ 'silver.daily': daily('lookback: 1') });
  await sales(5);
  await mustApply(folder, noon(6));
  const table = join(folder, 'lake/prod/silver/daily');
  const optimized = await lode(folder, ['delta', 'optimize', table]);
  expect(optimized.code, optimized.stderr).toBe(0);
  expect(await liveFiles(folder, 'silver.daily')).toHaveLength(1);
  await sales(6, { 5: 10 });
  await mustApply(folder, noon(7));
  expect(await amounts()).toEqual([1, 1, 1, 1, 11, 1]);
  const last = (await commitsOf(folder, 'silver.daily')).at(-1)!;
  expect(last.removes).toHaveLength(1);
  expect(last.adds).toHaveLength(6);
});

test('a source is asked for the interval only', async () => {
  folder = await makeTill(
    { sales: { amount: 'INTEGER', moment: 'TIMESTAMP' } },
    {
      'bronze.sales': `/* ---
kind: incremental_by_time_range
time_column: moment
start: 2026-01-01
--- */
SELECT moment, amount FROM till.sales WHERE moment >= {{start}} AND moment < {{end}}
`,
    },
  );
  const give = (days: number) =>
    fillTill(
      folder,
      'sales',
      `SELECT 1 AS amount, TIMESTAMP '2026-01-01' + INTERVAL (n) HOUR AS moment FROM range(${24 * days}) AS r(n)`,
    );
  const events = join(folder, 'events.ndjson');
  await give(5);
  await mustApply(folder, '2026-01-05T00:00:00Z');
  await give(6);
  await mustApply(folder, '2026-01-06T00:00:00Z', '--events', events);
  const read = (await readFile(events, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; rows?: number })
    .filter(({ kind }) => kind === 'source-read');
  expect(read.map(({ rows }) => rows)).toEqual([24]);
  expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM bronze.sales')).toEqual([{ n: 120 }]);
});
