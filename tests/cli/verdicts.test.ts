import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/index.ts';
import { lode, queryRows } from '../support/cli.ts';
import { listingOf } from '../support/listing.ts';
import { makeProject, removeFolder, writeFiles } from '../support/project.ts';
import { applyShop, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';
import { readTableLog } from '../support/table-log.ts';

let folder: string;
afterEach(() => removeFolder(folder));

async function planOf(...options: string[]): Promise<Plan> {
  const { code, stdout, stderr } = await lode(folder, ['plan', '--json', ...options]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Plan;
}

/** `verdict action`, `carried` added, of each model that does not simply stay. */
function steps(plan: Plan): Record<string, string> {
  return Object.fromEntries(
    plan.models
      .filter((model) => model.action !== 'none' || model.carried)
      .map((model) => [model.name, `${model.verdict} ${model.action}${model.carried ? ' carried' : ''}`]),
  );
}

const silver = shopFiles['models/silver/sales.sql'];

function editSilver(from: string, to: string): Promise<void> {
  expect(silver).toContain(from);
  return writeFile(join(folder, 'models/silver/sales.sql'), silver.replace(from, to));
}

async function daily(): Promise<unknown> {
  return queryRows(folder, 'FROM gold.daily ORDER BY city, day');
}

test('a new column builds its model alone; readers of other columns keep their files and follow on record', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const before = await listingOf(join(folder, 'lake/prod/gold'));
  await editSilver('sales.amount,', 'sales.amount, sales.amount * 2 AS twice,');
  expect(steps(await planOf())).toEqual({
    'silver.sales': 'additive build',
    'gold.daily': 'unchanged none carried',
  });
  expect((await applyShop(folder)).code).toBe(0);
  expect(await listingOf(join(folder, 'lake/prod/gold'))).toEqual(before);
  expect(steps(await planOf())).toEqual({});
  const { stderr } = await applyShop(folder);
  expect(stderr).toContain('Nothing was written');
});

test('new rows build a model that was carried before, from the new table', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await editSilver('sales.amount,', 'sales.amount, sales.amount * 2 AS twice,');
  await applyShop(folder);
  await writeSales(folder, moreSales);
  const plan = await planOf();
  expect(plan.models.find((model) => model.name === 'gold.daily')).toMatchObject({
    action: 'build',
    carried: false,
  });
  expect((await applyShop(folder)).code).toBe(0);
  expect(await daily()).toHaveLength(5);
});

test('rows that move together with a definition build what would have been carried', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await writeSales(folder, moreSales);
  await editSilver('sales.amount,', 'sales.amount, sales.amount * 2 AS twice,');
  const plan = await planOf();
  expect(plan.models.find((model) => model.name === 'gold.daily')).toMatchObject({
    action: 'build',
    verdict: 'unchanged',
  });
  await applyShop(folder);
  expect(await daily()).toHaveLength(5);
});

test('a query that is written otherwise is proved equal and builds nothing', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const before = await listingOf(join(folder, 'lake/prod/silver/sales'));
  await editSilver(
    'FROM bronze.sales AS sales\nJOIN seeds.shops AS shops USING (shop)',
    'FROM seeds.shops\nINNER JOIN bronze.sales ON shops.shop = sales.shop',
  );
  expect(steps(await planOf())).toEqual({ 'silver.sales': 'metadata metadata' });
  await applyShop(folder);
  expect(await listingOf(join(folder, 'lake/prod/silver/sales'))).toEqual(before);
  expect(steps(await planOf())).toEqual({});
});

test('a changed value breaks what reads it, and gives what a fresh lake gives', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await editSilver('sales.amount,', 'CAST(sales.amount * 2 AS DECIMAL(10,2)) AS amount,');
  expect(steps(await planOf())).toEqual({ 'silver.sales': 'breaking build', 'gold.daily': 'breaking build' });
  await applyShop(folder);
  const now = await daily();
  expect((await lode(folder, ['apply', 'fresh', '--yes'])).code).toBe(0);
  expect(await queryRows(folder, 'FROM gold.daily ORDER BY city, day', '--env', 'fresh')).toEqual(now);
});

test('a part of the project that is applied alone leaves its readers stale, and the next plan builds them', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await editSilver('sales.amount,', 'CAST(sales.amount * 2 AS DECIMAL(10,2)) AS amount,');
  expect((await applyShop(folder, '--select', 'silver.sales')).code).toBe(0);
  const plan = await planOf();
  expect(plan.models.find((model) => model.name === 'gold.daily')).toMatchObject({ action: 'build' });
});

test('a renamed model keeps its table and its history', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await rm(join(folder, 'models/gold/daily.sql'));
  await writeFiles(folder, {
    'models/gold/turnover.sql': shopFiles['models/gold/daily.sql'].replace(
      'kind: full',
      'kind: full\nrenamed_from: gold.daily',
    ),
  });
  const plan = await planOf();
  expect(plan.models.find((model) => model.name === 'gold.turnover')).toMatchObject({
    action: 'metadata',
    renamedFrom: 'gold.daily',
    verdict: 'metadata',
  });
  expect(plan.summary).toMatchObject({ build: 0, drop: 0, metadata: 1 });
  const applied = await applyShop(folder);
  expect(applied.code, applied.stderr).toBe(0);
  expect(await queryRows(folder, 'SELECT count(*) AS n FROM gold.turnover')).toEqual([{ n: '3' }]);
  expect(steps(await planOf())).toEqual({});
  const history = await lode(folder, ['history', 'gold.turnover', '--json']);
  expect(history.code, history.stderr).toBe(0);
  const listing = Object.keys(await listingOf(join(folder, 'lake/prod/gold')));
  expect(listing.filter((name) => /^daily\/_delta_log\/\d+\.json$/.test(name))).toHaveLength(2);
});

test('a dropped table needs a word for it, a renamed one does not', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await rm(join(folder, 'models/gold/daily.sql'));
  const refused = await applyShop(folder);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('[destructive-not-allowed]');
  expect(refused.stderr).toContain('--allow-destructive gold.daily');
  expect((await applyShop(folder, '--allow-destructive', 'gold.daily')).code).toBe(0);
  expect((await lode(folder, ['query', 'FROM gold.daily'])).code).toBe(1);
});

test('an overruled verdict leaves readers alone, and the environment remembers why', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await editSilver('sales.amount,', 'CAST(sales.amount + 0.001 AS DECIMAL(10,2)) AS amount,');
  const word = ['--overrule', 'silver.sales=metadata', '--reason', 'below a cent'];
  expect(steps(await planOf(...word))).toEqual({ 'silver.sales': 'metadata metadata' });
  const without = await lode(folder, ['plan', '--overrule', 'silver.sales=metadata']);
  expect(without.code).toBe(1);
  expect(without.stderr).toContain('--reason');
  expect((await applyShop(folder, ...word)).code).toBe(0);
  expect(steps(await planOf())).toEqual({});
  const chunks = join(folder, 'lake/_environments/prod/chunks');
  const texts = await Promise.all(
    (await readdir(chunks)).map((name) => readFile(join(chunks, name), 'utf8')),
  );
  expect(texts.some((text) => text.includes('below a cent'))).toBe(true);
});

test('a word that is not needed is not recorded, and said to have no effect', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await editSilver('sales.amount,', 'sales.amount, 1 AS one,');
  const word = [
    '--overrule',
    'silver.sales=additive',
    '--overrule',
    'gold.daily=metadata',
    '--reason',
    'known',
  ];
  const plan = await planOf(...word);
  expect(plan.models.map((model) => model.overrule)).toEqual(plan.models.map(() => null));
  const { stdout } = await lode(folder, ['plan', ...word]);
  expect(stdout).toContain('The word `additive` has no effect: the model is `additive` without it.');
  expect(stdout).toContain(
    '`gold.daily`: The word `metadata` has no effect: the model is `unchanged` without it.',
  );
  const markdown = await lode(folder, ['plan', '--format', 'markdown', ...word]);
  expect(markdown.stdout).toContain('- `gold.daily`: The word `metadata` has no effect');
  expect((await applyShop(folder, ...word)).code).toBe(0);
  const chunks = join(folder, 'lake/_environments/prod/chunks');
  const texts = await Promise.all(
    (await readdir(chunks)).map((name) => readFile(join(chunks, name), 'utf8')),
  );
  expect(texts.some((text) => text.includes('known'))).toBe(false);
});

test('a comparison of two versions of the project takes words as well', async () => {
  folder = await makeShop();
  const other = await makeShop();
  try {
    await editSilver('sales.amount,', 'CAST(sales.amount + 0.001 AS DECIMAL(10,2)) AS amount,');
    const word = ['--overrule', 'silver.sales=metadata', '--reason', 'below a cent'];
    const plan = await planOf('--against', other, ...word);
    expect(plan.models.find((model) => model.name === 'silver.sales')).toMatchObject({
      verdict: 'metadata',
      action: 'metadata',
      overrule: { verdict: 'metadata', reason: 'below a cent' },
    });
    expect(plan.models.find((model) => model.name === 'gold.daily')).toMatchObject({
      overrule: null,
      action: 'none',
    });
  } finally {
    await removeFolder(other);
  }
});

test('a model that is not selected keeps its rows, and what reads it is no more touched than its consumers are', async () => {
  folder = await makeShop({
    'models/gold/total.sql': 'SELECT sum(turnover) AS total FROM gold.daily',
    'exposures/board.yml':
      'exposures:\n  board:\n    type: dashboard\n    reads:\n      gold.daily: [turnover]\n  list:\n    type: export\n    reads:\n      silver.sales: [amount]\n',
  });
  await applyShop(folder);
  await editSilver('sales.amount,', 'CAST(sales.amount * 2 AS DECIMAL(10,2)) AS amount,');
  const plan = await planOf('--select', 'silver.sales gold.total');
  expect(steps(plan)).toEqual({ 'silver.sales': 'breaking build' });
  expect(plan.exposures).toEqual([{ name: 'list', columns: ['silver.sales.amount'] }]);
});

test('a view that is not selected shows the new rows to a selected reader, which is built over them', async () => {
  const view = '/* ---\nkind: view\n--- */\nSELECT city, amount FROM silver.sales\n';
  folder = await makeShop({
    'models/gold/amounts.sql': view,
    'models/gold/total.sql': 'SELECT sum(amount) AS total FROM gold.amounts',
  });
  await applyShop(folder);
  const selection = ['--select', 'silver.sales gold.total'];
  await editSilver('sales.amount,', 'CAST(sales.amount * 2 AS DECIMAL(10,2)) AS amount,');
  expect(steps(await planOf(...selection))).toEqual({
    'silver.sales': 'breaking build',
    'gold.total': 'breaking build',
  });
  expect((await applyShop(folder, ...selection)).code).toBe(0);
  expect(await queryRows(folder, 'SELECT total::VARCHAR AS total FROM gold.total')).toEqual([
    { total: '85.50' },
  ]);
  expect(steps(await planOf(...selection))).toEqual({});
  const rest = await planOf();
  expect(rest.models.find((model) => model.name === 'gold.total')).toMatchObject({ action: 'none' });
  expect((await applyShop(folder)).code).toBe(0);
  expect(steps(await planOf())).toEqual({});
});

test('consumers that read what breaks are named with the columns', async () => {
  folder = await makeShop({
    'exposures/board.yml':
      'exposures:\n  board:\n    type: dashboard\n    reads:\n      gold.daily: [turnover]\n  list:\n    type: export\n    reads:\n      silver.sales: [city]\n',
  });
  const applied = await applyShop(folder);
  expect(applied.code, applied.stderr).toBe(0);
  await editSilver('sales.amount,', 'CAST(sales.amount * 2 AS DECIMAL(10,2)) AS amount,');
  expect((await planOf()).exposures).toEqual([{ name: 'board', columns: ['gold.daily.turnover'] }]);
});

const logOf = (table: string) => readTableLog(join(folder, 'lake/prod', table));

test('a model that is partitioned otherwise is written again, though its rows are the same', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const before = await daily();
  const gold = shopFiles['models/gold/daily.sql'];
  for (const [header, columns] of [
    ['partitioned_by: [day]', ['day']],
    ['partitioned_by: [city, day]', ['city', 'day']],
    ['grain: [city, day]', []],
  ] as const) {
    await writeFiles(folder, {
      'models/gold/daily.sql': gold.replace('partitioned_by: [city]', header),
    });
    expect(steps(await planOf())).toEqual({ 'gold.daily': 'metadata build' });
    const applied = await applyShop(folder);
    expect(applied.code, applied.stderr).toBe(0);
    expect(await daily()).toEqual(before);
    const { partitionColumns, files } = await logOf('gold/daily');
    expect(partitionColumns).toEqual(columns);
    for (const { partitionValues } of files) expect(Object.keys(partitionValues)).toEqual(columns);
    const scan = await lode(folder, ['delta', 'scan', 'lake/prod/gold/daily', '--format', 'json']);
    expect(JSON.parse(scan.stdout)).toHaveLength(3);
    expect(steps(await planOf())).toEqual({});
  }
});

test('a column that becomes personal loses its statistics, and gets them back when it is none any more', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const bounds = async () =>
    (await logOf('silver/sales')).files.map(({ stats }) => {
      const { minValues, maxValues } = JSON.parse(stats);
      return ['city' in minValues, 'city' in maxValues, 'amount' in minValues];
    });
  expect(await bounds()).toEqual([[true, true, true]]);
  const header = 'description: Sales with their city';
  await editSilver(header, `${header}\ncolumns: {city: {pii: address}}`);
  expect(steps(await planOf())).toMatchObject({ 'silver.sales': 'metadata build' });
  const applied = await applyShop(folder);
  expect(applied.code, applied.stderr).toBe(0);
  expect(await bounds()).toEqual([[false, false, true]]);
  expect((await lode(folder, ['query', "SELECT count(*) FROM silver.sales WHERE city > 'H'"])).code).toBe(0);
  await writeFile(join(folder, 'models/silver/sales.sql'), silver);
  await applyShop(folder);
  expect(await bounds()).toEqual([[true, true, true]]);
});

test.each(['view', 'embedded'])(
  'a %s that stands by proof while what it reads is made again leaves nothing to do for those that were built on it',
  async (kind) => {
    folder = await makeProject({
      'seeds/days.csv': 'day,amount\n2026-01-01,1\n2026-01-02,2\n',
      'models/silver/days.sql': 'SELECT day, amount FROM seeds.days',
      'models/silver/calendar.sql': `/* ---\nkind: ${kind}\n--- */\nSELECT min(day) AS first FROM silver.days`,
      'models/gold/total.sql':
        'SELECT first, CAST(sum(amount) AS BIGINT) AS total FROM silver.days CROSS JOIN silver.calendar GROUP BY first',
      'models/gold/first.sql': 'SELECT first FROM silver.calendar',
    });
    const apply = () => lode(folder, ['apply', '--yes']);
    expect((await apply()).code).toBe(0);
    await writeFile(
      join(folder, 'models/silver/days.sql'),
      'SELECT day, amount * 2 AS amount FROM seeds.days',
    );
    const { stdout } = await lode(folder, ['plan', '--format', 'json']);
    const actions = (JSON.parse(stdout) as { models: { name: string; action: string }[] }).models;
    expect(Object.fromEntries(actions.map(({ name, action }) => [name, action]))).toMatchObject({
      'silver.days': 'build',
      'silver.calendar': 'none',
      'gold.total': 'build',
      'gold.first': 'none',
    });
    expect((await apply()).code).toBe(0);
    const again = await lode(folder, ['plan', '--detailed-exitcode']);
    expect(again.code, again.stdout).toBe(0);
  },
);
