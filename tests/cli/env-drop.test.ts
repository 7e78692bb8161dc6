import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, makeShop } from '../support/shop.ts';

let folder: string;
afterEach(() => removeFolder(folder));

test('a dropped environment is gone for readers, and its tables are gone', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await lode(folder, ['apply', 'dev', '--yes']);
  const { code, stderr } = await lode(folder, ['env', 'drop', 'dev', '--yes']);
  expect(code, stderr).toBe(0);
  expect(existsSync(join(folder, 'lake/dev'))).toBe(false);
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
  await applyShop(folder);
  await lode(folder, ['apply', 'dev', '--yes']);
  expect((await lode(folder, ['env', 'drop', 'dev'])).stderr).toContain('[confirmation-needed]');
  expect((await lode(folder, ['env', 'drop', 'prod', '--yes'])).stderr).toContain(
    '[environment-drop-default]',
  );
  expect(existsSync(join(folder, 'lake/prod/silver/sales'))).toBe(true);
  const dropped = await lode(folder, ['env', 'drop', 'prod', '--yes', '--even-default']);
  expect(dropped.code, dropped.stderr).toBe(0);
  expect(existsSync(join(folder, 'lake/prod'))).toBe(false);
});
