import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, makeShop, shopFiles } from '../support/shop.ts';

let folder: string;
afterEach(() => removeFolder(folder));

test('a dropped environment is gone for readers, and its tables are gone', async () => {
  const silver = 'models/silver/sales.sql';
  const warns = 'audits:\n  - accepted_range: {column: amount, min: 1}\n    on_failure: warn\ndescription:';
  folder = await makeShop({ [silver]: shopFiles[silver].replace('description:', warns) });
  await lode(folder, ['apply', 'dev', '--yes']);
  await applyShop(folder);
  expect(existsSync(join(folder, 'lake/_failures/silver/dev/sales'))).toBe(true);
  const evidence = async () =>
    (await readdir(join(folder, 'lake/_failures'), { recursive: true })).filter((name) =>
      name.endsWith('.parquet'),
    );
  expect(await evidence()).toHaveLength(2);
  const { code, stderr } = await lode(folder, ['env', 'drop', 'dev', '--yes']);
  expect(code, stderr).toBe(0);
  expect(existsSync(join(folder, 'lake/dev'))).toBe(false);
  expect(await evidence()).toEqual([expect.stringMatching(/^silver\/prod\//)]);
  for (const command of [
    ['query', 'FROM silver.sales', '--env', 'dev'],
    ['query', 'FROM silver.sales', '--env', 'dev', '--as-of', '1'],
    ['env', 'show', 'dev'],
    ['history', '--env', 'dev'],
    ['rollback', 'dev', '--to', '1', '--yes'],
    ['env', 'drop', 'dev', '--yes'],
  ]) {
    const result = await lode(folder, command);
    expect(result.stderr, command.join(' ')).toContain('[environment-unknown]');
    expect(result.stderr).toContain('The lake holds prod.');
  }
  expect(await queryRows(folder, 'SELECT count(*) AS n FROM silver.sales')).toEqual([{ n: '5' }]);
});

test('one that is made anew is another one: numbers go on, its tables lie in a folder of their own', async () => {
  folder = await makeShop();
  await lode(folder, ['apply', 'dev', '--yes']);
  await lode(folder, ['env', 'drop', 'dev', '--yes']);
  const { code, stderr } = await lode(folder, ['apply', 'dev', '--yes']);
  expect(code, stderr).toBe(0);
  expect(await queryRows(folder, 'SELECT count(*) AS n FROM silver.sales', '--env', 'dev')).toEqual([
    { n: '5' },
  ]);
  const history = JSON.parse((await lode(folder, ['history', '--env', 'dev', '--json'])).stdout) as {
    versions: { version: number; incarnation: string }[];
  };
  expect(history.versions.map((each) => each.version)).toEqual([5, 4]);
  expect(await readdir(join(folder, 'lake'))).toContain('dev.v4');
  expect((await lode(folder, ['apply', 'dev', '--yes'])).stderr).toContain('Nothing to do');
  const vacuum = await lode(folder, ['delta', 'optimize', 'lake/dev.v4/silver/sales']);
  expect(vacuum.code, vacuum.stderr).toBe(0);
});

test('the default environment needs an explicit word, and every drop a yes', async () => {
  folder = await makeShop();
  await lode(folder, ['apply', 'dev', '--yes']);
  await applyShop(folder);
  expect((await lode(folder, ['env', 'drop', 'dev'])).stderr).toContain('[confirmation-needed]');
  expect((await lode(folder, ['env', 'drop', 'prod', '--yes'])).stderr).toContain(
    '[environment-drop-default]',
  );
  expect(existsSync(join(folder, 'lake/prod/silver/sales'))).toBe(true);
  const dropped = await lode(folder, ['env', 'drop', 'prod', '--yes', '--even-default']);
  expect(dropped.code, dropped.stderr).toBe(0);
  expect(existsSync(join(folder, 'lake/prod'))).toBe(false);
});

test('an environment from which another one reads is not dropped, and no version of it that the other one pins is cleaned away', async () => {
  folder = await makeShop({ 'project.yml': `${shopFiles['project.yml']}retention: 0 days\n` });
  await applyShop(folder);
  const sql = shopFiles['models/gold/daily.sql'];
  const edit = (text: string) => writeFile(join(folder, 'models/gold/daily.sql'), text);
  await edit(sql.replace('count(*) AS sales', 'count(*) + 1 AS sales'));
  await lode(folder, ['apply', 'dev', '--yes']);
  const rows = await queryRows(folder, 'FROM silver.sales ORDER BY ALL', '--env', 'dev');
  const refused = await lode(folder, ['env', 'drop', 'prod', '--yes', '--even-default']);
  expect(refused.code, refused.stderr).toBe(4);
  expect(refused.stderr).toContain('[environment-read]');
  await edit(sql);
  await writeFile(
    join(folder, 'models/silver/sales.sql'),
    shopFiles['models/silver/sales.sql'].replace(
      'sales.amount,',
      'CAST(sales.amount * 2 AS DECIMAL(10,2)) AS amount,',
    ),
  );
  await applyShop(folder);
  await lode(folder, ['gc', '--grace', '0s']);
  expect(await queryRows(folder, 'FROM silver.sales ORDER BY ALL', '--env', 'dev')).toEqual(rows);
  expect(await queryRows(folder, 'FROM silver.sales ORDER BY ALL', '--as-of', '2')).toEqual(rows);
  const whole = await lode(folder, ['fsck', '--data']);
  expect(whole.code, whole.stderr).toBe(0);
  expect((await lode(folder, ['env', 'drop', 'dev', '--yes'])).code).toBe(0);
  await lode(folder, ['gc', '--grace', '0s']);
  expect((await lode(folder, ['query', 'FROM silver.sales', '--as-of', '2'])).stderr).toContain(
    '[version-unknown]',
  );
  expect((await lode(folder, ['env', 'drop', 'prod', '--yes', '--even-default'])).code).toBe(0);
});
