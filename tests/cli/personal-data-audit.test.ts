import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, makeShop } from '../support/shop.ts';

/** Notes beside the sales, one of which names a customer of the till. */
const notes = 'id,note\n1,paid in cash\n2,ask ZEBULON  quux again\n3,\n4,Emile 20\n';
const model = (audits: string, columns = 'id, note', from = 'seeds.notes') =>
  `/* ---\nkind: full\naudits:\n${audits.replace(/^/gm, '  ')}\n--- */\nSELECT ${columns} FROM ${from}\n`;

let folder: string;
const write = (text: string) => writeFile(join(folder, 'models/silver/notes.sql'), text);
beforeAll(async () => {
  folder = await makeShop({
    'seeds/notes.csv': notes,
    'models/silver/notes.sql': model('- no_personal_data'),
  });
});
afterAll(() => removeFolder(folder));

test('names of bronze in a comment field stop the commit, and no message says them', async () => {
  const { code, stdout, stderr } = await applyShop(folder);
  expect(code, stderr).toBe(3);
  expect(stderr).toContain(
    '`silver.notes` was expected: no name or number of a person in `bronze.sales` to stand in `note`',
  );
  expect(stderr).toContain('2 of 4 rows do not.');
  expect(stderr).toContain('•••');
  expect(stdout + stderr).not.toMatch(/zebulon|emile/i);
  const shown = await lode(folder, ['audit', '--failures']);
  expect(shown.stdout).toContain('no_personal_data(note)');
  expect(shown.stdout + shown.stderr).not.toMatch(/zebulon|emile/i);
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.includes('_failures') || !file.endsWith('.parquet')) continue;
    expect((await readFile(join(folder, file))).toString('latin1')).not.toMatch(/zebulon|emile/i);
  }
});

test('thresholds, exceptions and `where` let through what they say, and `lode audit` asks the same of what stands', async () => {
  await write(
    model('- no_personal_data: {columns: note, of: bronze.sales.customer, except: Émile}\n  severity: warn'),
  );
  const { code, stderr } = await applyShop(folder);
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('1 of 4 rows does not.');
  const asked = await lode(folder, ['audit', 'silver.notes']);
  expect(asked.code).toBe(0);
  expect(asked.stderr).toContain('1 of 4 rows does not.');
  await write(model('- no_personal_data: {columns: [note]}\n  where: id NOT IN (2, 4)'));
  expect((await lode(folder, ['audit', 'silver.notes'])).code).toBe(0);
  await write(model('- no_personal_data: {columns: [note]}'));
  const strict = await lode(folder, ['audit', 'silver.notes', '--json']);
  expect(strict.code).toBe(3);
  expect(strict.stdout).not.toMatch(/zebulon|emile/i);
});

test('rows that are put aside are there without what was found', async () => {
  const from = 'seeds.notes JOIN bronze.sales USING (id)';
  await write(model('- no_personal_data: true\n  on_failure: quarantine', 'id, note', from));
  const { code, stderr } = await applyShop(folder);
  expect(code, stderr).toBe(0);
  expect(await queryRows(folder, 'SELECT id FROM silver.notes ORDER BY id')).toEqual([
    { id: '1' },
    { id: '3' },
  ]);
  expect(await queryRows(folder, 'SELECT id, note FROM silver.notes__quarantine ORDER BY id')).toEqual([
    { id: '2', note: '•••' },
    { id: '4', note: '•••' },
  ]);
});

test('what is wrong with it is said by compile', async () => {
  const wrong: readonly [string, string][] = [
    ['- no_personal_data: {of: bronze.sales.custmer}', 'Did you mean `customer`?'],
    ['- no_personal_data: {of: bronze.sale}', 'Did you mean `bronze.sales`?'],
    ['- no_personal_data: {of: seeds.shops}', 'no column of `seeds.shops` is tagged'],
    ['- no_personal_data: {columns: id}', 'needs columns of text'],
    ['- no_personal_data: {columns: nte}', 'Did you mean `note`?'],
    ['- no_personal_data: {column: note}', 'column'],
    ['- no_personal_data: true\n  on_failure: quarantine', '`bronze.sales`, which the model does not read'],
  ];
  for (const [audits, message] of wrong) {
    await write(model(audits));
    const { code, stderr } = await lode(folder, ['compile']);
    expect(code, audits).toBe(1);
    expect(stderr).toContain(message);
  }
  await write(model('- no_personal_data', 'id'));
  expect((await lode(folder, ['compile'])).stderr).toContain('has no column of text to look at');
});
