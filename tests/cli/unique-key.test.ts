import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { applyAt, commitsOf, fillTill, liveFiles, makeTill, modelFile, mustApply } from '../support/till.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const bronze = '/* ---\nkind: full\n--- */\nSELECT * FROM till.stock\n';
const now = '2026-01-01T00:00:00Z';

const stock = (header = '') => `/* ---
kind: incremental_by_unique_key
unique_key: [shop, item]
${header}
--- */
SELECT shop, item, pieces FROM bronze.stock
`;

const makeStock = (model = stock()) =>
  makeTill(
    { stock: { shop: 'VARCHAR', item: 'INTEGER', pieces: 'INTEGER', gone: 'BOOLEAN' } },
    { 'bronze.stock': bronze, 'silver.stock': model },
  );

type Row = readonly [shop: string | null, item: number | null, pieces: number, gone?: boolean | null];

const give = (...rows: Row[]) =>
  fillTill(
    folder,
    'stock',
    `SELECT * FROM (VALUES ${rows
      .map(
        ([shop, item, pieces, gone = null]) =>
          `(${shop === null ? 'NULL' : `'${shop}'`}, ${item}, ${pieces}, ${gone}::BOOLEAN)`,
      )
      .join(', ')}) AS t(shop, item, pieces, gone)`,
  );

const rows = async () =>
  (await queryRows(folder, 'SELECT shop, item, pieces FROM silver.stock ORDER BY ALL')).map(Object.values);

test('rows take the place of those with their key, new ones are added, the others stay', async () => {
  folder = await makeStock();
  await give(['a', 1, 10], ['a', 2, 20], ['b', 1, 30]);
  await mustApply(folder, now);
  await give(['a', 2, 25], ['b', 2, 40]);
  await mustApply(folder, now);
  expect(await rows()).toEqual([
    ['a', 1, 10],
    ['a', 2, 25],
    ['b', 1, 30],
    ['b', 2, 40],
  ]);
  const [, second] = await commitsOf(folder, 'silver.stock');
  expect(second).toMatchObject({ operation: 'MERGE' });
  expect(second!.removes).toHaveLength(1);
  expect(second!.adds).toHaveLength(1);
});

test('rows that are given as they stand are no commit', async () => {
  folder = await makeStock();
  await give(['a', 1, 10], ['a', 2, 20]);
  await mustApply(folder, now);
  await give(['a', 2, 20]);
  await mustApply(folder, now);
  expect(await rows()).toHaveLength(2);
  expect(await commitsOf(folder, 'silver.stock')).toHaveLength(1);
  expect(await mustApply(folder, now)).toContain('Nothing to do');
});

test('only files with a row that changes are written again', async () => {
  folder = await makeStock();
  for (const shop of ['a', 'b', 'c']) {
    await give([shop, 1, 1], [shop, 2, 2]);
    await mustApply(folder, now);
  }
  const before = await liveFiles(folder, 'silver.stock');
  expect(before).toHaveLength(3);
  await give(['b', 1, 100], ['c', 1, 1]);
  await mustApply(folder, now);
  const last = (await commitsOf(folder, 'silver.stock')).at(-1)!;
  const ofB = before.find(({ stats }) => stats.minValues?.shop === 'b')!;
  expect(last.removes).toEqual([ofB.path]);
  expect(last.adds.map(({ stats }) => stats.numRecords)).toEqual([2]);
});

test('marked rows go, and what is not there cannot go', async () => {
  folder = await makeStock(stock('delete_marker: gone').replace('pieces FROM', 'pieces, gone FROM'));
  await give(['a', 1, 10], ['a', 2, 20, true], ['a', 3, 30, false]);
  await mustApply(folder, now);
  expect(await rows()).toEqual([
    ['a', 1, 10],
    ['a', 3, 30],
  ]);
  await give(['a', 1, 0, true], ['a', 9, 0, true], ['a', 4, 40]);
  await mustApply(folder, now);
  expect(await rows()).toEqual([
    ['a', 3, 30],
    ['a', 4, 40],
  ]);
  // A key may come back.
  await give(['a', 1, 11]);
  await mustApply(folder, now);
  expect((await rows())[0]).toEqual(['a', 1, 11]);
});

test.each([
  [
    'repeated',
    [
      ['a', 1, 10],
      ['a', 1, 11],
    ] as Row[],
    'a, 1',
  ],
  [
    'NULL',
    [
      ['a', 1, 10],
      ['a', null, 11],
    ] as Row[],
    'a, NULL',
  ],
])('a key that is %s stops the model', async (_, given, example) => {
  folder = await makeStock();
  await give(...given);
  const { code, stderr } = await applyAt(folder, now);
  expect(code).toBe(1);
  expect(stderr).toContain('[key-repeated]');
  expect(stderr).toContain(`One of them: ${example}`);
  expect(await commitsOf(folder, 'silver.stock')).toEqual([]);
});

test('an audit looks at the table as it would be', async () => {
  folder = await makeStock(stock('audits: [{row_count: {max: 2}}]'));
  await give(['a', 1, 10], ['a', 2, 20]);
  await mustApply(folder, now);
  await give(['a', 3, 30]);
  expect((await applyAt(folder, now)).code).toBe(3);
  expect(await rows()).toHaveLength(2);
  await give(['a', 2, 21]);
  await mustApply(folder, now);
  expect(await rows()).toEqual([
    ['a', 1, 10],
    ['a', 2, 21],
  ]);
});

test('another key begins anew; forward_only leaves rows of an earlier query as they are', async () => {
  folder = await makeStock();
  await give(['a', 1, 10]);
  await mustApply(folder, now);
  await give(['a', 2, 20]);
  await mustApply(folder, now);
  const write = (text: string) => writeFile(join(folder, modelFile('silver.stock')), text);
  const forward = stock('forward_only: true');
  await write(forward);
  await mustApply(folder, now);
  await write(forward.replace('pieces FROM', '10 * pieces AS pieces FROM'));
  expect(await mustApply(folder, now)).toContain('stay as they are');
  expect(await rows()).toEqual([
    ['a', 1, 10],
    ['a', 2, 20],
  ]);
  await give(['a', 2, 30]);
  await mustApply(folder, now);
  expect(await rows()).toEqual([
    ['a', 1, 10],
    ['a', 2, 300],
  ]);
  await write(stock().replace('[shop, item]', '[item]'));
  await mustApply(folder, now);
  expect(await rows()).toEqual([['a', 2, 30]]);
});
