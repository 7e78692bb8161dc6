import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lode } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const run = (...argv: string[]) => lode(folder, argv);

test('environments are listed with versions and rows; without one it is said how to make one', async () => {
  folder = await makeShop();
  expect((await run('env', 'list')).stderr).toContain('`lode apply` makes one');
  await applyShop(folder);
  await run('apply', 'dev_anna', '--yes');
  const { environments } = JSON.parse((await run('env', 'list', '--json')).stdout);
  expect(environments).toMatchObject([
    {
      name: 'dev_anna',
      version: 1,
      models: 4,
      own: 0,
      base: { environment: 'prod', version: 2 },
      open: false,
    },
    { name: 'prod', version: 2, models: 4, rows: 16, open: false },
  ]);
  expect((await run('env', 'list')).stdout).toMatch(/prod +2 .*files +4 +16/);
});

test('an environment is shown with its models and their tables', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const { stdout } = await run('env', 'show');
  expect(stdout).toMatch(/gold\.daily +full +3 .*prod\/gold\/daily +0/);
  const unknown = await run('env', 'show', 'prot');
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toContain('prod');
});

test('two environments differ in definitions, in rows, and in what only one has', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await run('apply', 'dev', '--yes');
  const same = await run('env', 'diff', 'prod', 'dev');
  expect(same.code, same.stderr).toBe(0);
  await writeSales(folder, moreSales);
  const silver = shopFiles['models/silver/sales.sql'];
  await writeFile(
    join(folder, 'models/silver/sales.sql'),
    silver.replace('sales.amount,', 'sales.amount, 1 AS one,'),
  );
  await writeFile(join(folder, 'models/gold/more.sql'), 'SELECT one FROM silver.sales');
  await run('apply', 'dev', '--yes');
  const { code, stdout } = await run('env', 'diff', 'prod', 'dev', '--json');
  expect(code).toBe(2);
  expect(JSON.parse(stdout).differences).toEqual([
    { model: 'bronze.sales', difference: 'rows', rows: { left: 5, right: 7 } },
    { model: 'gold.daily', difference: 'definition', rows: { left: 3, right: 5 } },
    { model: 'gold.more', difference: 'only-right', rows: { left: null, right: 7 } },
    { model: 'silver.sales', difference: 'definition', rows: { left: 5, right: 7 } },
  ]);
});
