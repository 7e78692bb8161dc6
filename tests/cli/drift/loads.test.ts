import { afterEach, expect, it } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import { removeFolder } from '../../support/project.ts';
import { fillTill, makeTill, mustApply } from '../../support/till.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const events = { id: 'INTEGER', seen: 'TIMESTAMP WITH TIME ZONE', clock: 'TIME', day: 'TIMESTAMP' };
const first = `SELECT 1::INTEGER AS id, TIMESTAMPTZ '2026-01-01 10:00:00+00' AS seen, TIME '10:00' AS clock, TIMESTAMP '2026-01-01 00:00' AS day`;

it('a time of some clock is never taken for a moment, nor a moment for a time of day', async () => {
  folder = await makeTill(
    { events },
    { 'bronze.events': 'SELECT * FROM till.events\n' },
    'time_zone: Europe/Paris\n',
  );
  await fillTill(folder, 'events', first);
  await mustApply(folder, '2026-02-01T00:00:00Z');
  await fillTill(
    folder,
    'events',
    `SELECT 1::INTEGER AS id, TIMESTAMP '2026-01-01 10:00:00' AS seen, TIMESTAMP '2026-01-01 10:00:00' AS clock, TIMESTAMPTZ '2026-01-01 10:00:00+00' AS day`,
  );
  await mustApply(folder, '2026-02-02T00:00:00Z');
  const said = await queryRows(
    folder,
    'SELECT seen IS NULL AS no_seen, seen__v_timestamp::VARCHAR AS local, clock IS NULL AS no_clock, clock__v_timestamp::VARCHAR AS moment, day IS NULL AS no_day, * FROM bronze.events',
  );
  expect(said).toMatchObject([
    {
      no_seen: true,
      local: '2026-01-01 10:00:00',
      no_clock: true,
      moment: '2026-01-01 10:00:00',
      no_day: true,
    },
  ]);
});

it.each([
  [
    'its key',
    'kind: incremental_by_unique_key\nunique_key: [id]\nload: {by: snapshot}',
    'id',
    'tells rows apart',
  ],
  ['its cursor', 'kind: append\nload: {by: cursor, column: seen}', 'seen', 'finds what is new'],
])('a load that loses %s stops, says so, and keeps what stands', async (_, header, column, said) => {
  folder = await makeTill(
    { events },
    { 'bronze.events': `/* ---\n${header}\n--- */\nSELECT * FROM till.events\n` },
  );
  await fillTill(folder, 'events', first);
  await mustApply(folder, '2026-02-01T00:00:00Z');
  await fillTill(folder, 'events', `SELECT ${column} AS other_name, * EXCLUDE (${column}) FROM (${first})`);
  const run = await lode(folder, ['run']);
  expect(run.code).toBe(3);
  expect(run.stderr).toContain('[load-column-gone]');
  expect(run.stderr).toContain(`no longer has \`${column}\``);
  expect(run.stderr).toContain(said);
  expect(await queryRows(folder, `SELECT id, seen IS NULL AS empty FROM bronze.events`)).toEqual([
    { id: 1, empty: false },
  ]);
});

it('a load whose cursor has another type by now stops, and adds no row twice', async () => {
  folder = await makeTill(
    { events },
    {
      'bronze.events':
        '/* ---\nkind: append\nload: {by: cursor, column: seen}\n--- */\nSELECT * FROM till.events\n',
    },
  );
  await fillTill(folder, 'events', first);
  await mustApply(folder, '2026-02-01T00:00:00Z');
  await fillTill(folder, 'events', `SELECT * REPLACE ('on ' || seen::VARCHAR AS seen) FROM (${first})`);
  const run = await lode(folder, ['run']);
  expect(run.code, run.stderr).toBe(3);
  expect(run.stderr).toContain('[load-column-gone]');
  const [count] = await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM bronze.events');
  const [before] = await queryRows(
    folder,
    'SELECT count(*)::INTEGER AS n FROM bronze.events',
    '--as-of',
    '1',
  );
  expect(count).toEqual(before);
});
