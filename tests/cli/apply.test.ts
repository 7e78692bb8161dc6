import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { listingOf } from '../support/listing.ts';
import { removeFolder, writeFiles } from '../support/project.ts';
import { applyShop, firstSales, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

let folder: string;
afterEach(() => removeFolder(folder));

interface Applied {
  readonly models: readonly { readonly model: string; readonly outcome: string }[];
  readonly versions: readonly { readonly version: number; readonly tables: number }[];
}

/** Applies and gives what became of each model that had its turn. */
async function apply(...options: string[]): Promise<{ outcomes: Record<string, string>; tables: number[] }> {
  const { code, stdout, stderr } = await applyShop(folder, '--json', ...options);
  expect(code, stderr + stdout).toBe(0);
  const { models = [], versions } = JSON.parse(stdout) as Applied;
  return {
    outcomes: Object.fromEntries(models.map(({ model, outcome }) => [model, outcome])),
    tables: versions.map((version) => version.tables),
  };
}

function edit(path: keyof typeof shopFiles, from: string, to: string): Promise<void> {
  const text = shopFiles[path];
  expect(text).toContain(from);
  return writeFile(join(folder, path), text.replace(from, to));
}

async function dataFiles(table: string): Promise<string[]> {
  const listing = await listingOf(join(folder, 'lake/prod', table));
  return Object.keys(listing).filter((name) => name.endsWith('.parquet'));
}

test('the first apply builds all tables, bronze in a version of its own', async () => {
  folder = await makeShop();
  const { code, stderr } = await applyShop(folder);
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('committed prod version 1 (1 table');
  expect(stderr).toContain('committed prod version 2 (3 tables');
  expect(await queryRows(folder, 'FROM gold.daily ORDER BY city, day')).toEqual([
    { city: 'Ghent', day: '2026-01-01', turnover: '35.75', sales: '3' },
    { city: 'Ghent', day: '2026-01-02', turnover: '7.00', sales: '1' },
    { city: 'Liège', day: '2026-01-02', turnover: '0.00', sales: '1' },
  ]);
});

test('a second apply with nothing changed writes nothing at all and says so', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const before = await listingOf(folder);
  const { code, stdout, stderr } = await applyShop(folder);
  expect(code).toBe(0);
  expect(stdout).toBe('');
  expect(stderr).toBe(
    '✓ Nothing to do: prod is at version 2, all 4 models as the project says. Nothing was written.\n',
  );
  expect(await listingOf(folder)).toEqual(before);
});

test('an edit of one model rebuilds it and what reads it, nothing else', async () => {
  folder = await makeShop({ 'models/gold/cities.sql': 'SELECT DISTINCT city FROM seeds.shops\n' });
  await applyShop(folder);
  const before = await listingOf(join(folder, 'lake/prod'));
  await edit('models/silver/sales.sql', 'sales.amount,', 'sales.amount * 2 AS amount,');
  const { outcomes, tables } = await apply();
  expect(outcomes).toEqual({ 'silver.sales': 'built', 'gold.daily': 'built' });
  expect(tables).toEqual([2]);
  const after = await listingOf(join(folder, 'lake/prod'));
  const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
  expect(changed.filter((name) => !/^(silver\/sales|gold\/daily)/.test(name))).toEqual([]);
  expect(await queryRows(folder, 'SELECT sum(turnover)::INTEGER AS n FROM gold.daily')).toEqual([{ n: 86 }]);
});

test('where an edited model gives equal rows, what reads it has nothing to do', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const before = await listingOf(join(folder, 'lake/prod'));
  await edit('models/silver/sales.sql', 'USING (shop)', 'USING (shop) WHERE sales.amount >= 0');
  const { outcomes, tables } = await apply();
  expect(outcomes['silver.sales']).toBe('unchanged');
  expect(tables).toEqual([0]);
  expect(await listingOf(join(folder, 'lake/prod'))).toEqual(before);
  expect((await applyShop(folder)).stderr).toContain('Nothing to do');
});

test('new rows of a source reach gold; columns that nobody uses do not', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await writeSales(folder, moreSales);
  const { outcomes } = await apply();
  expect(outcomes).toEqual({ 'bronze.sales': 'built', 'silver.sales': 'built', 'gold.daily': 'built' });
  expect(await queryRows(folder, 'SELECT sum(sales)::INTEGER AS n FROM gold.daily')).toEqual([{ n: 7 }]);
  await writeSales(
    folder,
    moreSales.map((sale) => ({ ...sale, customer: 'somebody else' })),
  );
  const second = await apply();
  expect(second.outcomes['bronze.sales']).toBe('built');
  expect(second.outcomes['silver.sales']).toBe('unchanged');
  expect(['unchanged', undefined]).toContain(second.outcomes['gold.daily']);
});

test('a source that was written again with equal rows leaves the lake’s tables alone', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const before = await listingOf(join(folder, 'lake/prod'));
  await writeSales(folder, [...firstSales].reverse());
  const { outcomes } = await apply();
  expect(outcomes['bronze.sales']).toBe('unchanged');
  expect(await listingOf(join(folder, 'lake/prod'))).toEqual(before);
  expect((await applyShop(folder)).stderr).toContain('Nothing to do');
});

test('a changed description reaches the table as a commit without data files', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const files = await dataFiles('gold/daily');
  const others = await listingOf(join(folder, 'lake/prod/silver'));
  await edit('models/gold/daily.sql', 'Turnover by city and day', 'Takings by city and day');
  const { outcomes, tables } = await apply();
  expect(outcomes).toEqual({ 'gold.daily': 'defined' });
  expect(tables).toEqual([1]);
  expect(await dataFiles('gold/daily')).toEqual(files);
  expect(await listingOf(join(folder, 'lake/prod/silver'))).toEqual(others);
  const { stdout } = await lode(folder, ['delta', 'inspect', 'lake/prod/gold/daily', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    metadata: { description: 'Takings by city and day' },
  });
  const commit = await readFile(
    join(folder, 'lake/prod/gold/daily/_delta_log/00000000000000000001.json'),
    'utf8',
  );
  expect(commit).not.toMatch(/^\{"(add|remove)"/m);
});

test('a changed description of a column reaches the table’s schema', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const files = await dataFiles('gold/daily');
  await edit(
    'models/gold/daily.sql',
    'description: Turnover',
    'columns:\n  turnover: {description: In euro}\ndescription: Turnover',
  );
  await apply();
  expect(await dataFiles('gold/daily')).toEqual(files);
  const { stdout } = await lode(folder, ['delta', 'inspect', 'lake/prod/gold/daily', '--json']);
  const { metadata } = JSON.parse(stdout) as { metadata: { schema: { fields: Record<string, unknown>[] } } };
  expect(metadata.schema.fields).toContainEqual(
    expect.objectContaining({ name: 'turnover', metadata: { comment: 'In euro' } }),
  );
});

test('after new rows nothing is left to do, also where views read them', async () => {
  folder = await makeShop({
    'models/gold/cities.sql': '/* ---\nkind: view\n--- */\nSELECT DISTINCT city FROM silver.sales\n',
  });
  await applyShop(folder);
  await writeSales(folder, moreSales);
  expect((await applyShop(folder)).code).toBe(0);
  expect((await applyShop(folder)).stderr).toContain('Nothing to do');
});

test('a renamed model keeps its table also where its source gives new rows at the same time', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await rm(join(folder, 'models/gold/daily.sql'));
  await writeFiles(folder, {
    'models/gold/by_day.sql': shopFiles['models/gold/daily.sql'].replace(
      'kind: full',
      'kind: full\nrenamed_from: gold.daily',
    ),
  });
  await writeSales(folder, moreSales);
  const { code, stderr } = await applyShop(folder);
  expect(code, stderr).toBe(0);
  expect(await queryRows(folder, 'SELECT sum(sales)::INTEGER AS n FROM gold.by_day')).toEqual([{ n: 7 }]);
  const { models } = JSON.parse((await lode(folder, ['env', 'show', '--json'])).stdout) as {
    models: { name: string; table: { path: string } | null }[];
  };
  expect(models.find(({ name }) => name === 'gold.by_day')!.table!.path).toBe('prod/gold/daily');
  expect(models.map(({ name }) => name)).not.toContain('gold.daily');
});

test('a removed model leaves the environment and its table stays', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const before = await listingOf(join(folder, 'lake/prod/gold/daily'));
  await rm(join(folder, 'models/gold/daily.sql'));
  const { tables } = await apply('--allow-destructive', 'gold.daily');
  expect(tables).toEqual([0]);
  expect(await listingOf(join(folder, 'lake/prod/gold/daily'))).toEqual(before);
  const gone = await lode(folder, ['query', 'FROM gold.daily']);
  expect(gone.code).toBe(1);
  expect(await queryRows(folder, 'FROM gold.daily', '--as-of', '2')).toHaveLength(3);
  expect((await applyShop(folder)).stderr).toContain('Nothing to do');
});

test('a model that was removed comes back to its table', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await rm(join(folder, 'models/gold/daily.sql'));
  await apply('--allow-destructive', 'gold.daily');
  await writeFiles(folder, { 'models/gold/daily.sql': shopFiles['models/gold/daily.sql'] });
  await apply();
  expect(await queryRows(folder, 'FROM gold.daily')).toHaveLength(3);
});

test('an environment that one target filled refuses another, unless told', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const before = await listingOf(join(folder, 'lake'));
  const refused = await applyShop(folder, '--target', 'other');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('[target-differs]');
  expect(refused.stderr).toContain('--allow-target-change');
  const plan = await lode(folder, ['plan', '--target', 'other']);
  expect(plan.code).toBe(1);
  expect(await listingOf(join(folder, 'lake'))).toEqual(before);
  const allowed = await applyShop(folder, '--target', 'other', '--allow-target-change');
  expect(allowed.code, allowed.stderr).toBe(0);
  expect((await applyShop(folder, '--target', 'other')).stderr).toContain('Nothing to do');
  expect((await applyShop(folder)).code).toBe(1);
});

test('without a terminal apply asks nobody: it wants --yes and writes nothing', async () => {
  folder = await makeShop();
  const { code, stderr } = await lode(folder, ['apply']);
  expect(code).toBe(1);
  expect(stderr).toContain('[confirmation-needed]');
  expect(stderr).toContain('--yes');
  expect(existsSync(join(folder, 'lake'))).toBe(false);
});

test('at a terminal apply asks, and does nothing after a no', async () => {
  folder = await makeShop();
  const asked: string[] = [];
  const answer = (yes: boolean) => ({
    terminal: { interactive: true, columns: 100, colours: false },
    ask: async (question: string) => {
      asked.push(question);
      return yes;
    },
  });
  const no = await lode(folder, ['apply'], answer(false));
  expect(no.code).toBe(1);
  expect(existsSync(join(folder, 'lake'))).toBe(false);
  const yes = await lode(folder, ['apply'], answer(true));
  expect(yes.code, yes.stderr).toBe(0);
  expect(asked).toEqual(['Apply this plan to prod?', 'Apply this plan to prod?']);
});

test('a selection is applied alone', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await edit('models/silver/sales.sql', 'sales.amount,', 'sales.amount + 1 AS amount,');
  const { outcomes } = await apply('--select', 'silver.sales');
  expect(outcomes).toEqual({ 'silver.sales': 'built' });
  const rest = await apply();
  expect(rest.outcomes).toEqual({ 'gold.daily': 'built' });
});
