import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { listingOf } from '../support/listing.ts';
import { removeFolder, writeFiles } from '../support/project.ts';
import { applyShop, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';
import { readTableLog } from '../support/table-log.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const silver = shopFiles['models/silver/sales.sql'];

function editSilver(from: string, to: string): Promise<void> {
  expect(silver).toContain(from);
  return writeFile(join(folder, 'models/silver/sales.sql'), silver.replace(from, to));
}

function back(...options: string[]) {
  return lode(folder, ['rollback', '--yes', ...options]);
}

async function oldestFile(table: string): Promise<string> {
  const names = (await readdir(table)).filter((name) => name.endsWith('.parquet'));
  const times = await Promise.all(names.map(async (name) => (await stat(join(table, name))).mtimeMs));
  return names[times.indexOf(Math.min(...times))]!;
}

async function contents(): Promise<Record<string, unknown>> {
  const tables = ['bronze.sales', 'silver.sales', 'gold.daily'];
  const all = await Promise.all(
    tables.map(async (table) => [table, await queryRows(folder, `FROM ${table} ORDER BY ALL`)] as const),
  );
  return Object.fromEntries(all);
}

test('a wrong definition is taken back: every table holds what it held, in a version of its own', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const good = await contents();
  await editSilver('sales.amount,', 'CAST(sales.amount * 100 AS DECIMAL(10,2)) AS amount,');
  await applyShop(folder);
  expect(await contents()).not.toEqual(good);
  const { code, stderr } = await back('--to', '2');
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('silver.sales  gets the rows that it had (5 → 5 rows)');
  expect(stderr).toContain('prod is at version 4, with what it held at version 2');
  expect(await contents()).toEqual(good);
  const history = JSON.parse((await lode(folder, ['history', '--json'])).stdout) as {
    versions: { version: number; rollbackTo: number | null }[];
  };
  expect(history.versions[0]).toMatchObject({ version: 4, rollbackTo: 2 });
});

test('a table has one history: a reader of its path sees the rollback as its newest commit', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await editSilver('sales.amount,', 'CAST(sales.amount * 100 AS DECIMAL(10,2)) AS amount,');
  await applyShop(folder);
  await back('--to', '2');
  const scan = async (...options: string[]) =>
    JSON.parse(
      (await lode(folder, ['delta', 'scan', 'lake/prod/silver/sales', '--format', 'json', ...options]))
        .stdout,
    ) as { amount: string }[];
  const amounts = async (...options: string[]) => (await scan(...options)).map((row) => row.amount).sort();
  expect(await amounts()).toEqual(await amounts('--version', '0'));
  expect(await amounts()).not.toEqual(await amounts('--version', '1'));
  expect(await amounts('--version', '2')).toEqual(await amounts());
});

test('what an apply after it brings in again was kept, and is not computed again', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await editSilver('sales.amount,', 'CAST(sales.amount * 100 AS DECIMAL(10,2)) AS amount,');
  await applyShop(folder);
  const bad = await contents();
  await back('--to', '2');
  const applied = JSON.parse((await applyShop(folder, '--json')).stdout) as {
    models: { model: string; outcome: string }[];
  };
  expect(Object.fromEntries(applied.models.map(({ model, outcome }) => [model, outcome]))).toEqual({
    'silver.sales': 'reused',
    'gold.daily': 'reused',
  });
  expect(await contents()).toEqual(bad);
});

test('bronze stays, since the source does not give yesterday’s rows again, unless it is asked for', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const before = await contents();
  await writeSales(folder, moreSales);
  await applyShop(folder);
  const after = await contents();
  expect((await back('--to', '2')).code).toBe(0);
  expect(await contents()).toEqual({ ...before, 'bronze.sales': after['bronze.sales'] });
  expect((await back('--to', '2', '--include-history')).code).toBe(0);
  expect(await contents()).toEqual(before);
});

test('one model can be taken back alone', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const before = await contents();
  await editSilver('sales.amount,', 'CAST(sales.amount * 100 AS DECIMAL(10,2)) AS amount,');
  await applyShop(folder);
  const after = await contents();
  expect((await back('--to', '2', '--select', 'gold.daily')).code).toBe(0);
  expect(await contents()).toEqual({ ...after, 'gold.daily': before['gold.daily'] });
  const unknown = await back('--to', '2', '--select', 'gold.dayly');
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toContain('gold.daily');
});

test('models that came leave, and models that left come back with their rows', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const before = await contents();
  await rm(join(folder, 'models/gold/daily.sql'));
  await writeFiles(folder, { 'models/gold/all.sql': 'SELECT count(*) AS n FROM silver.sales' });
  await applyShop(folder, '--allow-destructive', 'gold.daily');
  expect(await queryRows(folder, 'FROM gold.all')).toEqual([{ n: '5' }]);
  const { code, stderr } = await back('--to', '2');
  expect(code, stderr).toBe(0);
  expect(await contents()).toEqual(before);
  expect((await lode(folder, ['query', 'FROM gold.all'])).code).toBe(1);
});

test('views go back with what they read', async () => {
  folder = await makeShop({
    'models/gold/top.sql': '/* ---\nkind: view\n--- */\nSELECT max(turnover) AS most FROM gold.daily\n',
  });
  await applyShop(folder);
  const before = await queryRows(folder, 'FROM gold.top');
  await writeFiles(folder, {
    'models/gold/top.sql': '/* ---\nkind: view\n--- */\nSELECT min(turnover) AS most FROM gold.daily\n',
  });
  await applyShop(folder);
  expect(await queryRows(folder, 'FROM gold.top')).not.toEqual(before);
  expect((await back('--to', '2')).code).toBe(0);
  expect(await queryRows(folder, 'FROM gold.top')).toEqual(before);
});

test('a rollback that would change nothing says so and writes nothing', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const before = await listingOf(join(folder, 'lake'));
  const { code, stderr } = await back('--to', '2');
  expect(code).toBe(1);
  expect(stderr).toContain('[rollback-nothing]');
  expect((await back('--to', '7')).stderr).toContain('[version-unknown]');
  expect((await back('--to', 'yesterday')).stderr).toContain('[as-of-invalid]');
  expect((await lode(folder, ['rollback', '--to', '1'])).stderr).toContain('[confirmation-needed]');
  expect(await listingOf(join(folder, 'lake'))).toEqual(before);
});

test('where the build is gone the table’s own files serve', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const good = await contents();
  await editSilver('sales.amount,', 'CAST(sales.amount * 100 AS DECIMAL(10,2)) AS amount,');
  await applyShop(folder);
  await rm(join(folder, 'lake/_builds'), { recursive: true, force: true });
  const { code, stderr } = await back('--to', '2');
  expect(code, stderr).toBe(0);
  expect(await contents()).toEqual(good);
});

test('a run leaves alone what was taken back until it is released', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await writeSales(folder, moreSales);
  expect((await lode(folder, ['run'])).code).toBe(0);
  expect((await back('--to', '2', '--select', 'silver.sales gold.daily')).code).toBe(0);
  const rows = () => queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM silver.sales');
  expect(await rows()).toEqual([{ n: 5 }]);
  const idle = await lode(folder, ['run']);
  expect(idle.code, idle.stderr).toBe(0);
  expect(await rows()).toEqual([{ n: 5 }]);
  expect((await lode(folder, ['env', 'show'])).stdout).toContain('held back at version 2');
  const wrong = await lode(folder, ['release', '--select', 'bronze.sales']);
  expect(wrong.stderr).toContain('nothing-held');
  const released = await lode(folder, ['release']);
  expect(released.code, released.stderr).toBe(0);
  expect((await lode(folder, ['run'])).code).toBe(0);
  expect(await rows()).toEqual([{ n: 7 }]);
});

test('a table that is changed in parts goes back by the files that differ', async () => {
  folder = await makeShop({
    'models/silver/by_key.sql': `/* ---
kind: incremental_by_unique_key
unique_key: id
--- */
SELECT id, amount FROM bronze.sales
`,
    'models/silver/log.sql': '/* ---\nkind: append\n--- */\nSELECT id FROM bronze.sales\n',
  });
  expect((await applyShop(folder)).code).toBe(0);
  const version = JSON.parse((await lode(folder, ['history', '--json'])).stdout).versions[0]
    .version as number;
  await writeSales(folder, [{ ...moreSales[0]!, amount: 99 }, ...moreSales.slice(5)]);
  expect((await lode(folder, ['run'])).code).toBe(0);
  const amounts = () =>
    queryRows(folder, 'SELECT id, amount::INTEGER AS amount FROM silver.by_key ORDER BY id');
  expect(await amounts()).toHaveLength(7);
  expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM silver.log')).toEqual([{ n: 8 }]);
  const { code, stderr } = await back('--to', String(version));
  expect(code, stderr).toBe(0);
  expect(await amounts()).toHaveLength(5);
  expect((await amounts())[0]).toEqual({ id: 1, amount: 10 });
  // What was appended stays, unless it is asked for.
  expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM silver.log')).toEqual([{ n: 8 }]);
  expect((await back('--to', String(version), '--include-history')).code).toBe(0);
  expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM silver.log')).toEqual([{ n: 5 }]);
});

test('files that are gone stop it before anything is written', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await editSilver('sales.amount,', 'CAST(sales.amount * 100 AS DECIMAL(10,2)) AS amount,');
  await applyShop(folder);
  await rm(join(folder, 'lake/_builds/silver'), { recursive: true, force: true });
  const { models } = JSON.parse((await lode(folder, ['env', 'show', '--json'])).stdout) as {
    models: { name: string; table: { path: string } }[];
  };
  const silver = models.find(({ name }) => name === 'silver.sales')!.table.path;
  await rm(join(folder, 'lake', silver, await oldestFile(join(folder, 'lake', silver))));
  const before = await listingOf(join(folder, 'lake/prod'));
  const { code, stderr } = await back('--to', '2');
  expect(code).toBe(4);
  expect(stderr).toContain('[rollback-build-gone]');
  expect(await listingOf(join(folder, 'lake/prod'))).toEqual(before);
});

const logOf = (table: string) => readTableLog(join(folder, 'lake/prod', table));

test('a model that was partitioned otherwise gets its old files back, and its log agrees with them', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const before = await contents();
  const gold = shopFiles['models/gold/daily.sql'];
  await writeFiles(folder, {
    'models/gold/daily.sql': gold.replace('partitioned_by: [city]', 'partitioned_by: [day]'),
  });
  await applyShop(folder);
  expect((await logOf('gold/daily')).partitionColumns).toEqual(['day']);
  const { code, stderr } = await back('--to', '2');
  expect(code, stderr).toBe(0);
  expect(await contents()).toEqual(before);
  const { partitionColumns, files } = await logOf('gold/daily');
  expect(partitionColumns).toEqual(['city']);
  expect(files.map(({ partitionValues }) => partitionValues.city).sort()).toEqual(['Ghent', 'Liège']);
  expect(files.flatMap(({ partitionValues }) => Object.keys(partitionValues))).toEqual(['city', 'city']);
});

test('a renamed model goes back to its old name, with its rows and its table', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const before = await contents();
  await rm(join(folder, 'models/gold/daily.sql'));
  const renamed = shopFiles['models/gold/daily.sql'].replace(
    'kind: full',
    'kind: full\nrenamed_from: gold.daily',
  );
  await writeFiles(folder, { 'models/gold/turnover.sql': renamed });
  await applyShop(folder);
  const { code, stderr } = await back('--to', '2');
  expect(code, stderr).toBe(0);
  expect(await contents()).toEqual(before);
  expect((await lode(folder, ['query', 'FROM gold.turnover'])).code).toBe(1);
  const again = await applyShop(folder);
  expect(again.code, again.stderr).toBe(0);
  expect(await queryRows(folder, 'FROM gold.turnover ORDER BY ALL')).toEqual(before['gold.daily']);
  // Rows that changed under the new name, too.
  await writeFiles(folder, { 'models/gold/turnover.sql': renamed.replace('count(*)', 'count(*) + 1') });
  await applyShop(folder);
  const later = await back('--to', '2');
  expect(later.code, later.stderr).toBe(0);
  expect(await contents()).toEqual(before);
});

test('rows of two targets never stand in one environment: what came from another goes back whole or not at all', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const before = await contents();
  await writeSales(folder, moreSales);
  const applied = await applyShop(folder, '--target', 'other', '--allow-target-change');
  expect(applied.code, applied.stderr).toBe(0);
  const refused = await back('--to', '2');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('[rollback-target-differs]');
  expect(refused.stderr).toContain('`bronze.sales` would stay as it is');
  const part = await back('--to', '2', '--include-history', '--select', 'gold.daily');
  expect(part.stderr).toContain('`bronze.sales` and `silver.sales` would stay as they are');
  const whole = await back('--to', '2', '--include-history');
  expect(whole.code, whole.stderr).toBe(0);
  expect(await contents()).toEqual(before);
  const shown = JSON.parse((await lode(folder, ['history', '--json'])).stdout) as {
    versions: { target: string }[];
  };
  expect(shown.versions[0]).toMatchObject({ target: 'files' });
});

test('a rollback is a commit like others: every tenth of a table writes a checkpoint', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await editSilver('sales.amount,', 'CAST(sales.amount * 100 AS DECIMAL(10,2)) AS amount,');
  await applyShop(folder);
  for (let version = 3; (await logOf('silver/sales')).commits < 11; version++) {
    const { code, stderr } = await back('--to', String(version - 1));
    expect(code, stderr).toBe(0);
  }
  const log = await readdir(join(folder, 'lake/prod/silver/sales/_delta_log'));
  expect(log).toContain('00000000000000000010.checkpoint.parquet');
}, 60_000);
