import { afterAll, beforeAll, expect, it } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import { removeFolder } from '../../support/project.ts';
import { clockAt, fillTill, makeTill, mustApply } from '../../support/till.ts';

let folder: string;
const first = `SELECT * FROM (VALUES (1, DATE '2026-01-01', 'a'), (2, DATE '2026-01-02', 'b')) AS t(id, day, note)`;
const all = 'SELECT * FROM till.events';
const now = '2026-02-01T12:00:00Z';

beforeAll(async () => {
  folder = await makeTill(
    { events: { id: 'INTEGER', day: 'DATE', note: 'VARCHAR' } },
    {
      'bronze.by_time': `/* ---\nkind: incremental_by_time_range\ntime_column: day\nstart: 2026-01-01\n--- */\n${all} WHERE day >= {{start}} AND day < {{end}}\n`,
      'bronze.versions': `/* ---\nkind: scd_type_2\nunique_key: [id]\ncompared_columns: all\n--- */\n${all}\n`,
      'bronze.whole': `/* ---\nkind: full\n--- */\n${all}\n`,
    },
  );
  await fillTill(folder, 'events', first);
  await mustApply(folder, now);
  await fillTill(folder, 'events', `SELECT *, id * 10 AS points FROM (${first})`);
});
afterAll(() => removeFolder(folder));

async function at(...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await lode(folder, argv, clockAt(now));
  expect(code, stderr).toBe(0);
  return stdout + stderr;
}

it('what is new in a relation is in the plan also where no load of it is due', async () => {
  const plan = JSON.parse(await at('plan', '--select', 'bronze.by_time', '--json'));
  expect(plan.summary).toMatchObject({ build: 0 });
  expect(plan.drift).toMatchObject([
    {
      relation: 'till.events',
      changes: [{ kind: 'added', column: 'points', outcome: 'waits', since: null }],
    },
  ]);
  expect(await at('plan', '--select', 'bronze.by_time')).toContain(
    '+ points INTEGER is new: no load of it is due',
  );
});

it('a model that is loaded after others have taken a change in takes it in as they did', async () => {
  await at('run', '--select', 'bronze.whole');
  const plan = await at('plan', '--select', 'bronze.versions');
  expect(plan).toContain('The source gives it `points`.');
  await at('run', '--select', 'bronze.versions');
  expect(
    await queryRows(folder, 'SELECT id, points FROM bronze.versions WHERE valid_to IS NULL ORDER BY id'),
  ).toEqual([
    { id: 1, points: 10 },
    { id: 2, points: 20 },
  ]);
  expect(await at('plan')).toContain('Nothing to do');
});
