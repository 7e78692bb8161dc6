import { afterEach, expect, test } from 'vitest';
import { lode } from '../support/cli.ts';
import { makeProject, removeFolder, writeFiles } from '../support/project.ts';

const made: string[] = [];

afterEach(async () => {
  for (const folder of made.splice(0)) await removeFolder(folder);
});

async function project(exports: string): Promise<string> {
  const folder = await makeProject({
    'project.yml': 'name: shop\n',
    'seeds/orders.csv': 'id,amount,city\n1,5,Namur\n2,7,Mons\n',
    'models/silver/orders.sql':
      '/* ---\naudits: [{unique: [id]}]\n--- */\nSELECT id, amount, city FROM seeds.orders\n',
    'exports.yml': exports,
  });
  made.push(folder);
  return folder;
}

const entry = `exports:
  accounting:
    model: silver.orders
    owner: finance
    columns: [{column: amount, as: Betrag}]
    where: city <> 'Mons'
    order_by: id
`;

test('an export is a consumer: its values, its condition and its order come from columns', async () => {
  const folder = await project(entry);
  const { stdout } = await lode(folder, ['lineage', '--format', 'json']);
  const { relations } = JSON.parse(stdout) as {
    relations: {
      name: string;
      type: string;
      kind: string;
      columns: { name: string; sources: { relation: string; column: string }[] }[];
      rows: { relation: string; column: string; subtype: string }[];
    }[];
  };
  const one = relations.find((relation) => relation.name === 'accounting')!;
  expect(one).toMatchObject({ type: 'exposure', kind: 'export', columns: [{ name: 'Betrag' }] });
  expect(one.columns[0]!.sources).toContainEqual(
    expect.objectContaining({ relation: 'silver.orders', column: 'amount' }),
  );
  expect(one.rows).toContainEqual(
    expect.objectContaining({ relation: 'silver.orders', column: 'city', subtype: 'FILTER' }),
  );
});

test('a plan names the exports that would see something else, and those alone', async () => {
  const folder = await project(
    `${entry}  towns: {model: silver.orders, columns: [city, id], order_by: id}\n`,
  );
  expect((await lode(folder, ['apply', '--yes'])).code).toBe(0);
  await writeFiles(folder, {
    'models/silver/orders.sql':
      '/* ---\naudits: [{unique: [id]}]\n--- */\nSELECT id, amount * 2 AS amount, city FROM seeds.orders\n',
  });
  const { stdout } = await lode(folder, ['plan', '--json']);
  expect((JSON.parse(stdout) as { exposures: unknown }).exposures).toEqual([
    { name: 'accounting', columns: ['silver.orders.amount'] },
  ]);
});

test('what was compiled before is the same as what is compiled now', async () => {
  const folder = await project(entry);
  const first = await lode(folder, ['lineage', '--format', 'json']);
  const again = await lode(folder, ['lineage', '--format', 'json']);
  expect(again.stdout).toBe(first.stdout);
  await writeFiles(folder, { 'exports.yml': entry.replace('amount', 'amuont') });
  const { code, stderr } = await lode(folder, ['compile']);
  expect(code).toBe(1);
  expect(stderr).toContain('Did you mean `amount`?');
  await writeFiles(folder, { 'exports.yml': entry });
  expect((await lode(folder, ['compile'])).code).toBe(0);
});

test('an export of a model that cannot be compiled is no second fault', async () => {
  const folder = await project(entry);
  await writeFiles(folder, { 'models/silver/orders.sql': 'SELECT nothing FROM seeds.orders\n' });
  const { stdout } = await lode(folder, ['compile', '--json']);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string }[] };
  expect(diagnostics.map((each) => each.code).filter((code) => code.startsWith('export'))).toEqual([]);
});
