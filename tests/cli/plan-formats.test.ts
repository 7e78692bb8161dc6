import { rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lode } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, makeShop, shopFiles } from '../support/shop.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const silver = shopFiles['models/silver/sales.sql'];

/** A lake, then an amount that is rounded in the middle layer. */
async function editedShop(): Promise<void> {
  folder = await makeShop();
  expect((await applyShop(folder)).code).toBe(0);
  await writeFile(
    join(folder, 'models/silver/sales.sql'),
    silver.replace('sales.amount,', 'round(sales.amount, 1) AS amount,'),
  );
}

test('a plan shows what stands beside what is to come, at the places where it was written', async () => {
  await editedShop();
  const { stdout } = await lode(folder, ['plan']);
  expect(stdout).toContain(`Breaking: 1 edited, 1 by what it reads
  + silver.sales  full · reads`);
  expect(stdout).toContain(`models/silver/sales.sql:5
        - sales.amount
        + round(sales.amount, 1) AS amount`);
  expect(stdout.match(/round\(/g)).toHaveLength(1);
});

test('an apply that asks shows the SQL, one that was told to go ahead does not', async () => {
  await editedShop();
  const asked = await lode(folder, ['apply'], {
    terminal: { interactive: true, columns: 80, colours: false },
    ask: async () => false,
  });
  expect(asked.stderr).toContain('+ round(sales.amount, 1) AS amount');
  const told = await applyShop(folder);
  expect(told.stderr).toContain('Breaking: 1 edited');
  expect(told.stderr).not.toContain('round(');
});

test('--format markdown prints the comment alone, --out saves the plan beside it', async () => {
  await editedShop();
  const { code, stdout } = await lode(folder, [
    'plan',
    '--format',
    'markdown',
    '--out',
    'plan.json',
    '--detailed-exitcode',
  ]);
  expect(code).toBe(2);
  expect(stdout.split('\n')[0]).toBe('<!-- lode-plan:prod -->');
  expect(stdout).toContain('  m0["silver.sales"]:::breaking\n  m1["gold.daily"]:::breaking\n  m0 --> m1\n');
  expect(stdout).toContain('+SELECT sales.id, shops.city, round(sales.amount, 1) AS amount, sales.day');
  expect((await lode(folder, ['apply', 'plan.json'])).code).toBe(0);
});

test('--format json is --json', async () => {
  await editedShop();
  const withoutTime = ({ stdout }: { stdout: string }) => ({ ...JSON.parse(stdout), createdAt: '' });
  const json = withoutTime(await lode(folder, ['plan', '--format', 'json']));
  expect(json).toEqual(withoutTime(await lode(folder, ['plan', '--json'])));
});

test('against another folder the plan shows the SQL of both, and speaks of no lake', async () => {
  folder = await makeShop();
  const other = await makeShop({
    'models/silver/sales.sql': silver.replace('sales.amount,', 'sales.amount * 2 AS amount,'),
  });
  try {
    const text = await lode(folder, ['plan', '--against', other]);
    const name = `folder:${basename(other)}`;
    expect(text.stdout).toContain(`Plan against ${name} (target files)`);
    expect(text.stdout).not.toContain(dirname(other));
    expect(text.stdout).toMatch(/- sales\.amount \* 2 AS amount\n +\+ sales\.amount\n/);
    const markdown = await lode(folder, ['plan', '--against', other, '--format', 'markdown']);
    expect(markdown.stdout).toContain(`<!-- lode-plan:${name} -->\n## Lode plan against \`${name}\``);
    expect(markdown.stdout).not.toContain('new environment');
    expect(markdown.stdout).not.toContain(dirname(other));
    const json = await lode(folder, ['plan', '--against', `${other}/`, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ environment: name });
  } finally {
    await removeFolder(other);
  }
});

test('a model that goes away says how many rows it takes with it', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await rm(join(folder, 'models/gold/daily.sql'));
  const { stdout } = await lode(folder, ['plan']);
  expect(stdout).toMatch(
    /Dropped: 1 model \(no longer in the project\)\n {2}- gold\.daily {2}full · destructive, takes away 3 rows, /,
  );
  const { models } = JSON.parse((await lode(folder, ['plan', '--json'])).stdout);
  const [dropped] = models.filter((model: { action: string }) => model.action === 'drop');
  expect(dropped.deletes.rows).toBe(3);
  expect(dropped.deletes.bytes).toBeGreaterThan(0);
});
