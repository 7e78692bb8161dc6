import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { listingOf } from '../support/listing.ts';
import { removeFolder, writeFiles } from '../support/project.ts';
import { applyShop, firstSales, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const silver = 'models/silver/sales.sql';
const positive = (onFailure: string) =>
  shopFiles[silver].replace(
    'description:',
    `audits:\n  - accepted_range: {column: amount, min: 0.01}\n    on_failure: ${onFailure}\ndescription:`,
  );

test('a failing audit of a first apply exits with 3; bronze is committed, nothing else is visible', async () => {
  folder = await makeShop({ [silver]: positive('block') });
  const { code, stdout, stderr } = await applyShop(folder);
  expect(code).toBe(3);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/error: .*silver\.sales/);
  expect(stderr).toContain('Only bronze was committed (version 1)');
  expect(await readdir(join(folder, 'lake/prod'))).toEqual(['bronze']);
  expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM bronze.sales')).toEqual([{ n: 5 }]);
  expect((await lode(folder, ['query', 'FROM gold.daily'])).code).toBe(1);
});

test('a failing audit keeps bronze’s new source rows and leaves the tables below as they were', async () => {
  folder = await makeShop({ [silver]: positive('block') });
  await writeSales(
    folder,
    firstSales.filter((sale) => sale.amount > 0),
  );
  expect((await applyShop(folder)).code).toBe(0);
  const before = await listingOf(join(folder, 'lake/prod'));
  await writeSales(folder, moreSales);
  const { code, stderr } = await applyShop(folder);
  expect(code, stderr).toBe(3);
  const after = await listingOf(join(folder, 'lake/prod'));
  const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.filter((name) => !name.startsWith('bronze/sales'))).toEqual([]);
  expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM bronze.sales')).toEqual([{ n: 7 }]);
  expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM silver.sales')).toEqual([{ n: 4 }]);
  // Again: the audit is judged anew, and the source is not read a second time for it.
  const again = await applyShop(folder, '--json');
  expect(again.code).toBe(3);
  expect(JSON.parse(again.stdout)).toMatchObject({ versions: [] });
  // The way out: the rows are mended.
  await writeSales(
    folder,
    moreSales.filter((sale) => sale.amount > 0),
  );
  expect((await applyShop(folder)).code).toBe(0);
  expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM silver.sales')).toEqual([{ n: 6 }]);
});

test('a failing audit of an edited model leaves the lake’s tables untouched', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const before = await listingOf(join(folder, 'lake/prod'));
  await writeFile(join(folder, silver), positive('block'));
  const { code, stderr } = await applyShop(folder);
  expect(code, stderr).toBe(3);
  expect(stderr).toContain('Nothing was made visible');
  expect(await listingOf(join(folder, 'lake/prod'))).toEqual(before);
  expect((await lode(folder, ['history', '--json'])).stdout).not.toContain('"version": 3');
});

test('`on_failure: warn` says what failed and commits', async () => {
  folder = await makeShop({ [silver]: positive('warn') });
  const { code, stderr } = await applyShop(folder);
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/warning: .*silver\.sales/);
  expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM silver.sales')).toEqual([{ n: 5 }]);
});

test('sample rows of a failed audit mask what the contract or the header tags as personal', async () => {
  const header = (columns: string) => `/* ---
kind: full
${columns}audits:
  - accepted_range: {column: amount, min: 1000}
  - accepted_values: {column: customer, values: [nobody]}
  - unique: [customer]
--- */
`;
  folder = await makeShop({
    'models/bronze/sales.sql': `${header('columns:\n  customer: {pii: name}\n')}SELECT * FROM till.sales\n`,
  });
  const { code, stdout, stderr } = await applyShop(folder);
  expect(code).toBe(3);
  const json = await applyShop(folder, '--json');
  expect(json.code).toBe(3);
  expect(stderr).toContain('bronze.sales');
  for (const text of [stdout, stderr, json.stdout, json.stderr])
    expect(text).not.toMatch(/Zébulon|Quux|Émile/);
  // The rows that failed are shown all the same, without the name.
  expect(json.stdout).toContain('20.5');
  for (const { name, parentPath } of await readdir(join(folder, 'lake'), {
    recursive: true,
    withFileTypes: true,
  })) {
    if (!name.endsWith('.json')) continue;
    const text = await readFile(join(parentPath, name), 'utf8');
    expect(text, join(parentPath, name)).not.toMatch(/Zébulon|Quux|Émile/);
  }
});

test('statistics in a table’s log do not give away personal values', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const log = await readFile(
    join(folder, 'lake/prod/bronze/sales/_delta_log/00000000000000000000.json'),
    'utf8',
  );
  expect(log).toContain('\\"amount\\"');
  expect(log).not.toMatch(/Zébulon|Quux|Émile/);
});

test('an audit that was added runs on the rows that stand, and stops what it should', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await writeFiles(folder, { [silver]: positive('block').replace('0.01', '0') });
  const passed = await applyShop(folder, '--json');
  expect(passed.code, passed.stdout).toBe(0);
  expect(JSON.parse(passed.stdout)).toMatchObject({
    models: [{ model: 'silver.sales', outcome: 'defined', audits: { passed: 1, failed: 0 } }],
  });
});
