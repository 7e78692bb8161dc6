import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import { removeFolder } from '../../support/project.ts';
import { applyAt, clockAt, commitsOf, fillTill, makeTill, mustApply } from '../../support/till.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const at = (day: number) => `2026-01-${String(day).padStart(2, '0')}T06:00:00Z`;

const keyed = (load: string, columns = '*') =>
  `/* ---\nkind: incremental_by_unique_key\nunique_key: [id]\nload: {${load}}\n--- */\nSELECT ${columns} FROM till.items\n`;

const silver = 'SELECT id, text FROM bronze.items\n';

const start = async (load = 'by: snapshot', more: Readonly<Record<string, string>> = {}) => {
  folder = await makeTill(
    { items: { id: 'INTEGER', text: 'VARCHAR' } },
    { 'bronze.items': keyed(load), ...more },
  );
};

const give = (...rows: readonly string[]) =>
  fillTill(
    folder,
    'items',
    `SELECT id::INTEGER AS id, text::VARCHAR AS text FROM (VALUES ${rows.join(', ')}) AS t(id, text)`,
  );
const rows = async (sql: string) => (await queryRows(folder, sql)).map(Object.values);

test('a new column that is NULL changes no row, and one with a value is an update', async () => {
  await start();
  await give(`(1, 'a')`, `(2, 'b')`);
  await mustApply(folder, at(1));
  const contract = join(folder, 'models/bronze/till.source.yml');
  await writeFile(contract, `${await readFile(contract, 'utf8')}      note: {type: VARCHAR}\n`);
  await fillTill(
    folder,
    'items',
    `SELECT id::INTEGER AS id, text, note::VARCHAR AS note FROM (VALUES (1, 'a', NULL), (2, 'b', 'seen')) AS t(id, text, note)`,
  );
  await mustApply(folder, at(2));
  expect(await rows('SELECT id, text, note, _change FROM bronze.items ORDER BY id')).toEqual([
    [1, 'a', null, 'insert'],
    [2, 'b', 'seen', 'update'],
  ]);
});

test('what reads a table is built when rows changed, and is not due when the same rows were loaded', async () => {
  await start('by: snapshot', { 'silver.items': silver });
  await give(`(1, 'a')`, `(2, 'b')`);
  await mustApply(folder, at(1));
  await give(`(2, 'b')`, `(1, 'a')`);
  await mustApply(folder, at(2));
  expect(await commitsOf(folder, 'silver.items')).toHaveLength(1);
  expect(await commitsOf(folder, 'bronze.items')).toHaveLength(1);
  await give(`(2, 'B')`, `(1, 'a')`);
  await mustApply(folder, at(3));
  expect(await commitsOf(folder, 'silver.items')).toHaveLength(2);
});

test('a lake with loads is in order for `fsck`, also after it was cleaned, rolled back and loaded again', async () => {
  await start();
  for (const [day, text] of ['a', 'b', 'c', 'd'].entries()) {
    await give(`(1, '${text}')`, `(2, 'x')`, `(${day + 3}, 'new')`);
    await mustApply(folder, at(day + 1));
  }
  const check = async () => {
    const { code, stdout, stderr } = await lode(folder, ['fsck', '--data']);
    expect(code, `${stdout}${stderr}`).toBe(0);
  };
  await check();
  const back = await lode(folder, ['rollback', '--to', '2', '--include-history', '--yes'], clockAt(at(6)));
  expect(back.code, back.stderr).toBe(0);
  expect(await rows('SELECT id, text FROM bronze.items ORDER BY id')).toEqual([
    [1, 'b'],
    [2, 'x'],
    [4, 'new'],
  ]);
  await check();
  await lode(folder, ['release'], clockAt(at(7)));
  await mustApply(folder, at(8));
  expect(await rows('SELECT id, text FROM bronze.items ORDER BY id')).toEqual([
    [1, 'd'],
    [2, 'x'],
    [6, 'new'],
  ]);
  const swept = await lode(folder, ['gc'], clockAt('2026-06-01T00:00:00Z'));
  expect(swept.code, swept.stderr).toBe(0);
  await check();
});

test('a sample of rows deletes nothing, and the next load compares all', async () => {
  await start();
  await give(`(1, 'a')`, `(2, 'b')`, `(3, 'c')`);
  await mustApply(folder, at(1));
  await give(`(1, 'a')`, `(2, 'b')`, `(3, 'c')`, `(4, 'd')`);
  const dev = async (...options: string[]) => {
    const { code, stderr } = await lode(folder, ['apply', 'dev', '--yes', ...options], clockAt(at(2)));
    expect(code, stderr).toBe(0);
    const [row] = await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM bronze.items', '--env', 'dev');
    return row!.n;
  };
  expect(await dev('--limit-rows', '1')).toBe(3);
  expect(await dev()).toBe(4);
});

test('to begin a table of changes anew has to be allowed, since its past cannot be read again', async () => {
  await start('by: snapshot, keep: changes');
  await give(`(1, 'a')`, `(2, 'b')`);
  await mustApply(folder, at(1));
  await give(`(1, 'A')`, `(2, 'b')`);
  await mustApply(folder, at(2));
  const refused = await lode(folder, ['apply', '--restate', 'bronze.items'], clockAt(at(3)));
  expect(refused.code).not.toBe(0);
  expect(await rows('SELECT count(*)::INTEGER AS n FROM bronze.items')).toEqual([[3]]);
});

test('a marker of deletion in the source deletes', async () => {
  folder = await makeTill(
    { items: { id: 'INTEGER', text: 'VARCHAR', seen: 'INTEGER', gone: 'BOOLEAN' } },
    {
      'bronze.items':
        '/* ---\nkind: incremental_by_unique_key\nunique_key: [id]\ndelete_marker: gone\nload: {by: cursor, column: seen}\n--- */\nSELECT * FROM till.items\n',
    },
  );
  const giveMarked = (...rows: readonly string[]) =>
    fillTill(
      folder,
      'items',
      `SELECT id::INTEGER AS id, text, seen::INTEGER AS seen, gone FROM (VALUES ${rows.join(', ')}) AS t(id, text, seen, gone)`,
    );
  await giveMarked(`(1, 'a', 1, false)`, `(2, 'b', 1, NULL)`, `(3, 'c', 1, true)`);
  await mustApply(folder, at(1));
  await giveMarked(`(1, 'a', 2, true)`, `(2, 'b', 1, NULL)`);
  await mustApply(folder, at(2));
  expect(await rows('SELECT id FROM bronze.items')).toEqual([[2]]);
});

test('audits look at what a load makes of the table before anybody sees it', async () => {
  await start('by: snapshot', {});
  await writeFile(
    join(folder, 'models/bronze/items.sql'),
    keyed('by: snapshot').replace('load:', 'columns: {text: {audits: [not_null]}}\nload:'),
  );
  await give(`(1, 'a')`, `(2, 'b')`);
  await mustApply(folder, at(1));
  await give(`(1, 'a')`, `(2, NULL)`);
  expect((await applyAt(folder, at(2))).code).toBe(3);
  expect(await rows('SELECT text FROM bronze.items ORDER BY id')).toEqual([['a'], ['b']]);
});

test('a look at a model, and at one that reads it, needs no table, and no reader of `*` is told to name what a load writes', async () => {
  await start('by: snapshot', {
    'silver.items': 'SELECT id, _change FROM bronze.items\n',
    'silver.all': 'SELECT * FROM bronze.items\n',
  });
  await give(`(1, 'a')`);
  const { stdout, code, stderr } = await lode(folder, ['show', 'silver.items', '--format', 'json']);
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toEqual([{ id: 1, _change: 'insert' }]);
  const compiled = await lode(folder, ['compile']);
  expect(compiled.stderr).toContain('Name the columns: id, text.');
});
