import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { applyAt, commitsOf, fillTill, makeTill, modelFile, mustApply } from '../support/till.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const contract = { events: { id: 'INTEGER', day: 'DATE' } };
const now = '2026-01-10T00:00:00Z';

const plain = (header = '', query = 'SELECT id FROM till.events') =>
  `/* ---\nkind: append\n${header}\n--- */\n${query}\n`;

const byDay = `/* ---
kind: append
time_column: day
start: 2026-01-01
--- */
SELECT id, day FROM till.events WHERE day >= {{start}} AND day < {{end}}
`;

const give = (...ids: number[]) =>
  fillTill(
    folder,
    'events',
    `SELECT id::INTEGER AS id, DATE '2026-01-01' + (id::INTEGER % 100) AS day FROM (VALUES ${ids.map((id) => `(${id})`).join(', ')}) AS t(id)`,
  );

const ids = async () =>
  (await queryRows(folder, 'SELECT id FROM bronze.events ORDER BY ALL')).map(({ id }) => id);

const write = (text: string) => writeFile(join(folder, modelFile('bronze.events')), text);

test('new input is added to what is there; the same input is added once', async () => {
  folder = await makeTill(contract, { 'bronze.events': plain() });
  await give(1, 2);
  await mustApply(folder, now);
  expect(await mustApply(folder, now)).toContain('Nothing to do');
  await give(3);
  await mustApply(folder, now);
  expect(await ids()).toEqual([1, 2, 3]);
  const [, second] = await commitsOf(folder, 'bronze.events');
  expect(second).toMatchObject({ operation: 'WRITE', removes: [] });
  expect(second!.adds).toHaveLength(1);
});

test('with a time column each interval is added once, whatever the source gives of it later', async () => {
  folder = await makeTill(contract, { 'bronze.events': byDay });
  await give(0, 1, 2);
  await mustApply(folder, '2026-01-03T00:00:00Z');
  expect(await ids()).toEqual([0, 1]);
  await give(0, 1, 2, 100, 101);
  await mustApply(folder, '2026-01-03T12:00:00Z');
  expect(await ids()).toEqual([0, 1]);
  await mustApply(folder, '2026-01-04T00:00:00Z');
  expect(await ids()).toEqual([0, 1, 2]);
});

test('a changed query holds from now on; a changed schema has to be allowed in words', async () => {
  folder = await makeTill(contract, { 'bronze.events': plain() });
  await give(1);
  await mustApply(folder, now);
  await write(plain('', 'SELECT 10 * id AS id FROM till.events'));
  expect(await mustApply(folder, now)).toContain('Rows that stand stay as they are');
  expect(await ids()).toEqual([1]);
  await give(2);
  await mustApply(folder, now);
  expect(await ids()).toEqual([1, 20]);

  await write(plain('', 'SELECT id, day FROM till.events'));
  const refused = await applyAt(folder, now);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('[schema-change-refused]');
  expect(refused.stderr).toContain('new: day');

  await write(plain('on_schema_change: merge', 'SELECT id, day FROM till.events'));
  await mustApply(folder, now);
  await give(3);
  await mustApply(folder, now);
  const all = () => queryRows(folder, 'SELECT id, day::VARCHAR AS day FROM bronze.events ORDER BY ALL');
  expect(await all()).toEqual([
    { id: 1, day: null },
    { id: 3, day: '2026-01-04' },
    { id: 20, day: null },
  ]);

  // A column that is gone stays in the table, empty in new rows; readers of the model no longer see it.
  await write(plain('on_schema_change: merge'));
  await give(4);
  await mustApply(folder, now);
  expect(await ids()).toEqual([1, 3, 4, 20]);
  expect(await queryRows(folder, 'SELECT * FROM bronze.events WHERE id = 3')).toEqual([{ id: 3 }]);

  // It may come back, but not as something else.
  await write(plain('on_schema_change: merge', `SELECT id, strftime(day, '%d') AS day FROM till.events`));
  await give(5);
  const other = await applyAt(folder, now);
  expect(other.code).toBe(1);
  expect(other.stderr).toContain('[schema-not-mergeable]');
  await write(plain('on_schema_change: merge', 'SELECT id, day FROM till.events'));
  await mustApply(folder, now);
  expect((await all()).map(Object.values)).toEqual([
    [1, null],
    [3, '2026-01-04'],
    [4, null],
    [5, '2026-01-06'],
    [20, null],
  ]);
});

test('rebuilding loses rows, and has to be allowed', async () => {
  folder = await makeTill(contract, { 'bronze.events': plain('on_schema_change: rebuild') });
  await give(1);
  await mustApply(folder, now);
  await give(2);
  await mustApply(folder, now);
  await write(plain('on_schema_change: rebuild', 'SELECT id, day FROM till.events'));
  const refused = await applyAt(folder, now);
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain('--allow-destructive');
  expect(await ids()).toEqual([1, 2]);
  await mustApply(folder, now, '--allow-destructive', 'bronze.events');
  expect(await ids()).toEqual([2]);
});

test('what stops between building and committing adds its rows once', async () => {
  folder = await makeTill(contract, {
    'bronze.events': plain(),
    'silver.events':
      '/* ---\nkind: append\naudits: [{accepted_range: {column: id, max: 10}}]\n--- */\nSELECT id FROM bronze.events\n',
  });
  await give(1, 2);
  await mustApply(folder, now);
  await give(99);
  // Bronze has committed what the source gave; silver is stopped and tried again.
  expect((await applyAt(folder, now)).code).toBe(3);
  expect((await applyAt(folder, now)).code).toBe(3);
  expect(await ids()).toEqual([1, 2, 99]);
  expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM silver.events')).toEqual([{ n: 2 }]);
});
