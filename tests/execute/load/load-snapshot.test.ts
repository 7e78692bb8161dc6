import { afterEach, expect, test } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import { removeFolder } from '../../support/project.ts';
import { applyAt, commitsOf, fillTill, makeTill, mustApply } from '../../support/till.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const at = (day: number) => `2026-01-${String(day).padStart(2, '0')}T06:00:00Z`;

const model = (load = 'by: snapshot', where = '') => `/* ---
kind: incremental_by_unique_key
unique_key: [id]
load: {${load}}
--- */
SELECT id, name, price * 2 AS double FROM till.items ${where}
`;

const makeItems = (text = model(), more: Readonly<Record<string, string>> = {}) =>
  makeTill(
    { items: { id: 'INTEGER', name: 'VARCHAR', price: 'DECIMAL(10,2)' } },
    { 'bronze.items': text, ...more },
  );

type Item = readonly [id: number | null, name: string | null, price: number];

const give = (...rows: Item[]) =>
  fillTill(
    folder,
    'items',
    `SELECT id::INTEGER AS id, name::VARCHAR AS name, price::DECIMAL(10,2) AS price FROM (VALUES ${rows
      .map(([id, name, price]) => `(${id}, ${name === null ? 'NULL' : `'${name}'`}, ${price})`)
      .join(', ')}) AS t(id, name, price) WHERE id IS NOT NULL OR name IS NOT NULL`,
  );

const items = async (columns = 'id, name, double') =>
  (await queryRows(folder, `SELECT ${columns} FROM bronze.items ORDER BY ALL`)).map(Object.values);

test('inserts, updates and deletes of a source without a marker of change arrive, and say what they are', async () => {
  folder = await makeItems();
  await give([1, 'a', 1], [2, 'b', 2], [3, 'c', 3]);
  await mustApply(folder, at(1));
  await give([1, 'a', 1], [2, 'B', 2], [4, 'd', 4]);
  await mustApply(folder, at(2));
  expect(await items(`id, name, double::VARCHAR, _change, _loaded_at::DATE::VARCHAR AS day`)).toEqual([
    [1, 'a', '2.00', 'insert', '2026-01-01'],
    [2, 'B', '4.00', 'update', '2026-01-02'],
    [4, 'd', '8.00', 'insert', '2026-01-02'],
  ]);
  const [runs] = await queryRows(folder, 'SELECT count(DISTINCT _run_id) AS n FROM bronze.items');
  expect(Number(runs!.n)).toBe(2);
});

test('the change data feed names each changed row once', async () => {
  folder = await makeItems();
  await give([1, 'a', 1], [2, 'b', 2], [3, 'c', 3]);
  await mustApply(folder, at(1));
  await give([1, 'a', 1], [2, 'B', 2], [4, 'd', 4]);
  await mustApply(folder, at(2));
  const { stdout, code } = await lode(folder, [
    'delta',
    'changes',
    'lake/prod/bronze/items',
    '--from',
    '1',
    '--format',
    'json',
  ]);
  expect(code).toBe(0);
  const rows = JSON.parse(stdout) as Record<string, unknown>[];
  expect(rows.map((row) => [row._change_type, row.id, row.name]).sort()).toEqual([
    ['delete', 3, 'c'],
    ['insert', 4, 'd'],
    ['update_postimage', 2, 'B'],
    ['update_preimage', 2, 'b'],
  ]);
});

test('the same rows given again are no commit', async () => {
  folder = await makeItems();
  await give([1, 'a', 1], [2, 'b', 2]);
  await mustApply(folder, at(1));
  await give([2, 'b', 2], [1, 'a', 1]);
  await mustApply(folder, at(2));
  expect(await commitsOf(folder, 'bronze.items')).toHaveLength(1);
});

test('a key that stands twice or is NULL stops the load', async () => {
  folder = await makeItems();
  await give([1, 'a', 1], [2, 'b', 2]);
  await mustApply(folder, at(1));
  await give([1, 'a', 1], [1, 'b', 2]);
  const twice = (await applyAt(folder, at(2))).stderr;
  expect(twice).toContain('key-repeated');
  // Its query may not choose among rows.
  expect(twice).toContain('A load takes rows as the source has them');
  await give([null, 'a', 1], [2, 'b', 2]);
  expect((await applyAt(folder, at(2))).stderr).toContain('key-repeated');
  expect(await items('id')).toEqual([[1], [2]]);
});

test('a snapshot that lacks most rows stops before anything is deleted, unless that is allowed', async () => {
  folder = await makeItems();
  await give([1, 'a', 1], [2, 'b', 2], [3, 'c', 3]);
  await mustApply(folder, at(1));
  await give([null, null, 0]);
  const stopped = await applyAt(folder, at(2));
  expect(stopped.code).toBe(1);
  expect(stopped.stderr).toContain('till.items lacks 3 of the 3 rows that bronze.items holds');
  expect(await items('id')).toHaveLength(3);
  const { writeFile } = await import('node:fs/promises');
  await writeFile(`${folder}/models/bronze/items.sql`, model('by: snapshot, max_deletes: 100%'));
  await mustApply(folder, at(2));
  expect(await items('id')).toHaveLength(0);
});

test('`keep: changes` keeps a row for each change, whose replay gives the source', async () => {
  folder = await makeItems(model('by: snapshot, keep: changes'));
  await give([1, 'a', 1], [2, 'b', 2], [3, 'c', 3]);
  await mustApply(folder, at(1));
  await give([1, 'a', 1], [2, 'B', 2], [4, 'd', 4]);
  await mustApply(folder, at(2));
  await give([1, 'a', 1], [2, 'b', 2], [3, 'c', 3]);
  await mustApply(folder, at(2));
  expect(await items('id, _change, name')).toEqual([
    [1, 'insert', 'a'],
    [2, 'insert', 'b'],
    [2, 'update', 'B'],
    [2, 'update', 'b'],
    [3, 'delete', 'c'],
    [3, 'insert', 'c'],
    [3, 'insert', 'c'],
    [4, 'delete', 'd'],
    [4, 'insert', 'd'],
  ]);
  const present = await queryRows(
    folder,
    `SELECT id, name FROM bronze.items QUALIFY row_number() OVER (PARTITION BY id ORDER BY _loaded_at DESC) = 1 AND _change <> 'delete' ORDER BY id`,
  );
  expect(present.map(Object.values)).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ]);
});

test('rows that the query filters out by now are deleted', async () => {
  folder = await makeItems(model('by: snapshot', 'WHERE price < 10'));
  await give([1, 'a', 1], [2, 'b', 2], [3, 'c', 3]);
  await mustApply(folder, at(1));
  await give([1, 'a', 1], [2, 'b', 2], [3, 'c', 30]);
  await mustApply(folder, at(2));
  expect(await items('id')).toEqual([[1], [2]]);
});

test('another model that reads the relation sees all of it', async () => {
  folder = await makeItems(model(), { 'bronze.whole': 'SELECT * FROM till.items' });
  await give([1, 'a', 1], [2, 'b', 2]);
  await mustApply(folder, at(1));
  const [row] = await queryRows(folder, 'SELECT count(*) AS n FROM bronze.whole');
  expect(Number(row!.n)).toBe(2);
});

for (const load of ['by: record_version', 'by: log_table, table: LODE_LOG_ITEMS'])
  test(`files, which know no transactions, are compared whole where a model loads ${load}`, async () => {
    folder = await makeItems(model(load));
    await give([1, 'a', 1], [2, 'b', 2], [3, 'c', 3]);
    await mustApply(folder, at(1));
    await give([1, 'a', 1], [2, 'B', 2], [4, 'd', 4]);
    await mustApply(folder, at(2));
    expect(await items('id, name, _change')).toEqual([
      [1, 'a', 'insert'],
      [2, 'B', 'update'],
      [4, 'd', 'insert'],
    ]);
  });

test('of a source without triggers no log is told', async () => {
  folder = await makeItems();
  await give([1, 'a', 1]);
  const { code, stderr } = await lode(folder, ['source', 'triggers', 'till', 'items', '--key', 'id']);
  expect(code).toBe(1);
  expect(stderr).toContain('Lode knows no log of changes for `till`, a source of type parquet');
});
