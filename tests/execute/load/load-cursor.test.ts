import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import { removeFolder } from '../../support/project.ts';
import { clockAt, commitsOf, fillTill, makeTill, manifestEntry, mustApply } from '../../support/till.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const at = (day: number) => `2026-01-${String(day).padStart(2, '0')}T06:00:00Z`;

const appending = (load: string) =>
  `/* ---\nkind: append\nload: {by: cursor, ${load}}\n--- */\nSELECT id, seen, text FROM till.events\n`;
const keyed = (load: string, where = '') =>
  `/* ---\nkind: incremental_by_unique_key\nunique_key: [id]\nload: {by: cursor, ${load}}\n--- */\nSELECT id, seen, text FROM till.events ${where}\n`;

const makeEvents = (model: string, seen = 'TIMESTAMP') =>
  makeTill({ events: { id: 'INTEGER', seen, text: 'VARCHAR' } }, { 'bronze.events': model });

type Event = readonly [id: number, at: string | null, text: string];
let type = 'TIMESTAMP';
const give = (...rows: Event[]) =>
  fillTill(
    folder,
    'events',
    `SELECT id::INTEGER AS id, seen::${type} AS seen, text::VARCHAR AS text FROM (VALUES ${rows
      .map(([id, at, text]) => `(${id}, ${at === null ? 'NULL' : `'${at}'`}, '${text}')`)
      .join(', ')}) AS t(id, seen, text)`,
  );
const events = async (columns = 'id, text') =>
  (await queryRows(folder, `SELECT ${columns} FROM bronze.events ORDER BY ALL`)).map(Object.values);
const position = async () =>
  ((await manifestEntry(folder, 'bronze.events')) as unknown as { load: { value: string | null } }).load
    .value;
const readAt = async (time: string) => {
  const { stdout, code, stderr } = await lode(folder, ['apply', '--yes', '--events', '-'], clockAt(time));
  expect(code, stderr).toBe(0);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; rows: number })
    .filter(({ kind }) => kind === 'source-read')
    .map(({ rows }) => rows);
};

test('only rows from the largest cursor on are read, to the microsecond, and none is added twice', async () => {
  type = 'TIMESTAMP';
  folder = await makeEvents(appending('column: seen'));
  await give([1, '2026-01-01 00:00:00.000001', 'a'], [2, '2026-01-01 00:00:00.000003', 'b']);
  await mustApply(folder, at(2));
  expect(await position()).toBe('2026-01-01 00:00:00.000003');
  await give(
    [1, '2026-01-01 00:00:00.000001', 'a'],
    [2, '2026-01-01 00:00:00.000003', 'b'],
    [3, '2026-01-01 00:00:00.000003', 'same moment'],
    [4, '2026-01-01 00:00:00.000002', 'too late'],
    [5, '2026-01-01 00:00:00.000004', 'c'],
  );
  // The second read looks for rows without a cursor.
  expect(await readAt(at(3))).toEqual([3, 0]);
  expect(await events()).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'same moment'],
    [5, 'c'],
  ]);
});

test('a lag catches rows that came late, and equal rows are counted', async () => {
  type = 'TIMESTAMP';
  folder = await makeEvents(appending('column: seen, lag: 2 days'));
  await give([1, '2026-01-05 00:00:00', 'a'], [1, '2026-01-05 00:00:00', 'a']);
  await mustApply(folder, at(6));
  await give(
    [1, '2026-01-05 00:00:00', 'a'],
    [1, '2026-01-05 00:00:00', 'a'],
    [1, '2026-01-05 00:00:00', 'a'],
    [2, '2026-01-03 00:00:00', 'late'],
    [3, '2026-01-02 23:59:59', 'later than the lag'],
  );
  await mustApply(folder, at(6));
  const expected = [
    [1, 'a'],
    [1, 'a'],
    [1, 'a'],
    [2, 'late'],
  ];
  expect(await events()).toEqual(expected);
  expect(await commitsOf(folder, 'bronze.events')).toHaveLength(2);
  await give(
    [3, '2026-01-02 23:59:59', 'later than the lag'],
    [2, '2026-01-03 00:00:00', 'late'],
    [1, '2026-01-05 00:00:00', 'a'],
    [1, '2026-01-05 00:00:00', 'a'],
    [1, '2026-01-05 00:00:00', 'a'],
  );
  await mustApply(folder, at(7));
  expect(await events()).toEqual(expected);
  expect(await commitsOf(folder, 'bronze.events')).toHaveLength(2);
});

test('rows without a cursor are looked at each time, and a cursor that goes back does not move the position', async () => {
  type = 'TIMESTAMP';
  folder = await makeEvents(appending('column: seen'));
  await give([1, '2026-01-05 00:00:00', 'a'], [2, null, 'none']);
  await mustApply(folder, at(6));
  await give([1, '2026-01-04 00:00:00', 'a'], [2, null, 'none'], [3, null, 'none either']);
  await mustApply(folder, at(6));
  expect(await position()).toBe('2026-01-05 00:00:00');
  expect(await events()).toEqual([
    [1, 'a'],
    [2, 'none'],
    [3, 'none either'],
  ]);
});

test('a date of the far future, which stands for none, does not hide what comes', async () => {
  type = 'DATE';
  folder = await makeEvents(appending('column: seen, lag: 1 day'), 'DATE');
  await give([1, '2026-01-05', 'a'], [2, '9999-12-31', 'open']);
  await mustApply(folder, at(6));
  expect(await position()).toBe('2026-01-05');
  await give([1, '2026-01-05', 'a'], [2, '9999-12-31', 'open'], [3, '2026-01-06', 'new']);
  await mustApply(folder, at(7));
  expect(await events('id')).toEqual([[1], [2], [3]]);
});

test('a number is a cursor, too, with a lag in numbers', async () => {
  type = 'BIGINT';
  folder = await makeEvents(appending('column: seen, lag: 2'), 'BIGINT');
  await give([1, '9007199254740993', 'a'], [2, '9007199254740990', 'b']);
  await mustApply(folder, at(1));
  expect(await position()).toBe('9007199254740993');
  await give(
    [1, '9007199254740993', 'a'],
    [3, '9007199254740991', 'late'],
    [4, '9007199254740990', 'too late'],
    [5, '9007199254740994', 'new'],
  );
  await mustApply(folder, at(2));
  expect(await events('id')).toEqual([[1], [2], [3], [5]]);
});

test('by key a newer row takes the place of the older, and one that the query filters out by now goes', async () => {
  type = 'TIMESTAMP';
  folder = await makeEvents(keyed('column: seen', `WHERE text <> 'hidden'`));
  await give(
    [1, '2026-01-01 00:00:00', 'a'],
    [2, '2026-01-01 00:00:00', 'b'],
    [3, '2026-01-01 00:00:00', 'c'],
  );
  await mustApply(folder, at(2));
  await give(
    [2, '2026-01-02 00:00:00', 'hidden'],
    [3, '2026-01-02 00:00:00', 'C'],
    [4, '2026-01-02 00:00:00', 'd'],
  );
  await mustApply(folder, at(3));
  // Row 1 is gone from the source, and no cursor tells.
  expect(await events('id, text, _change')).toEqual([
    [1, 'a', 'insert'],
    [3, 'C', 'update'],
    [4, 'd', 'insert'],
  ]);
});

test('a changed query compares all rows of a keyed table, and holds from now on for one that is appended to', async () => {
  type = 'TIMESTAMP';
  folder = await makeEvents(keyed('column: seen'));
  await give([1, '2026-01-01 00:00:00', 'a'], [2, '2026-01-02 00:00:00', 'b']);
  await mustApply(folder, at(3));
  await writeFile(
    `${folder}/models/bronze/events.sql`,
    keyed('column: seen').replace('text FROM', 'text, upper(text) AS loud FROM'),
  );
  await mustApply(folder, at(4));
  expect(await events('id, text, loud, _change')).toEqual([
    [1, 'a', 'A', 'update'],
    [2, 'b', 'B', 'update'],
  ]);
  await writeFile(`${folder}/models/bronze/events.sql`, keyed('column: seen'));
  await mustApply(folder, at(5));
  expect(await events('id, text')).toEqual([
    [1, 'a'],
    [2, 'b'],
  ]);
});

test('`--restate` reads all anew', async () => {
  type = 'TIMESTAMP';
  folder = await makeEvents(keyed('column: seen'));
  await give([1, '2026-01-01 00:00:00', 'a'], [2, '2026-01-02 00:00:00', 'b']);
  await mustApply(folder, at(3));
  await give([2, '2026-01-02 00:00:00', 'b'], [3, '2025-01-01 00:00:00', 'old']);
  await mustApply(folder, at(4));
  expect(await events('id')).toEqual([[1], [2]]);
  await mustApply(folder, at(5), '--restate', 'bronze.events');
  expect(await events('id')).toEqual([[2], [3]]);
});

test('rows and position go back together, and the next load brings what is missing', async () => {
  type = 'TIMESTAMP';
  folder = await makeEvents(appending('column: seen'));
  await give([1, '2026-01-01 00:00:00', 'a']);
  await mustApply(folder, at(2));
  await give([1, '2026-01-01 00:00:00', 'a'], [2, '2026-01-02 00:00:00', 'b']);
  await mustApply(folder, at(3));
  const back = await lode(folder, ['rollback', '--to', '1', '--include-history', '--yes'], clockAt(at(4)));
  expect(back.code, back.stderr).toBe(0);
  expect(await events('id')).toEqual([[1]]);
  expect(await position()).toBe('2026-01-01 00:00:00');
  await give(
    [1, '2026-01-01 00:00:00', 'a'],
    [2, '2026-01-02 00:00:00', 'b'],
    [3, '2026-01-03 00:00:00', 'c'],
  );
  await lode(folder, ['release'], clockAt(at(5)));
  await mustApply(folder, at(6));
  expect(await events('id')).toEqual([[1], [2], [3]]);
});

test('another environment goes on from the rows and the position of the one that it reads', async () => {
  type = 'TIMESTAMP';
  folder = await makeEvents(appending('column: seen'));
  await give([1, '2026-01-01 00:00:00', 'a']);
  await mustApply(folder, at(2));
  await give([2, '2026-01-02 00:00:00', 'b']);
  const dev = await lode(folder, ['apply', 'dev', '--yes'], clockAt(at(3)));
  expect(dev.code, dev.stderr).toBe(0);
  const rows = await queryRows(folder, 'SELECT id FROM bronze.events ORDER BY id', '--env', 'dev');
  expect(rows.map(({ id }) => id)).toEqual([1, 2]);
  expect(await events('id')).toEqual([[1]]);
});

test('a cursor of moments is the same in every time zone, and a lag of an hour is one in the night in which clocks go back', async () => {
  type = 'TIMESTAMPTZ';
  folder = await makeEvents(appending('column: seen, lag: 1 hour'), 'TIMESTAMP WITH TIME ZONE');
  const project = join(folder, 'project.yml');
  const settings = await readFile(project, 'utf8');
  await writeFile(project, `${settings}time_zone: Europe/Paris\n`);
  // 02:30 comes twice in this night: at 00:30 and at 01:30 UTC.
  await give([1, '2025-10-25 23:29:59+00', 'a'], [2, '2025-10-26 00:30:00+00', 'b'], [3, null, 'none']);
  await mustApply(folder, at(2));
  expect(await position()).toBe('2025-10-26 00:30:00+00');
  await give(
    [1, '2025-10-25 23:29:59+00', 'a'],
    [2, '2025-10-26 00:30:00+00', 'b'],
    [3, null, 'none'],
    [4, '2025-10-25 23:29:59+00', 'behind the lag'],
    [5, '2025-10-25 23:30:00+00', 'at the end of the lag'],
    [6, '2025-10-26 02:30:00.000001+01', 'the second half past two'],
    [7, '9999-12-31 00:00:00+00', 'a placeholder'],
  );
  expect(await readAt(at(3))).toEqual([4, 1]);
  expect((await events('id')).flat()).toEqual([1, 2, 3, 5, 6, 7]);
  expect(await position()).toBe('2025-10-26 01:30:00.000001+00');
});

test('a cursor of moments finds the newest of each key', async () => {
  type = 'TIMESTAMPTZ';
  folder = await makeEvents(keyed('column: seen'), 'TIMESTAMP WITH TIME ZONE');
  await give([1, '2025-03-30 00:59:59+00', 'a'], [2, '2025-03-30 01:00:00+00', 'b']);
  await mustApply(folder, at(2));
  await give([1, '2025-03-30 03:00:01+02', 'a2'], [2, '2025-03-30 01:00:00+00', 'b']);
  await mustApply(folder, at(3));
  expect(await events()).toEqual([
    [1, 'a2'],
    [2, 'b'],
  ]);
});
