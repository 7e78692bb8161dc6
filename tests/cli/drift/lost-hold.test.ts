import { afterAll, beforeAll, expect, it } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import { removeFolder } from '../../support/project.ts';
import { fillTill, makeTill, mustApply } from '../../support/till.ts';

let folder: string;
const first = `SELECT * FROM (VALUES (1, DATE '2026-01-01', 'a'), (2, DATE '2026-01-02', 'b'), (3, DATE '2026-01-03', 'c')) AS t(id, day, note)`;
const all = 'SELECT * FROM till.events';

beforeAll(async () => {
  folder = await makeTill(
    { events: { id: 'INTEGER', day: 'DATE', note: 'VARCHAR' } },
    {
      'bronze.by_time': `/* ---\nkind: incremental_by_time_range\ntime_column: day\nstart: 2026-01-01\nlookback: 3000\n--- */\n${all} WHERE day >= {{start}} AND day < {{end}}\n`,
      'bronze.noted': `/* ---\nkind: incremental_by_time_range\ntime_column: day\nstart: 2026-01-01\nlookback: 3000\n--- */\nSELECT id, day FROM till.events WHERE day >= {{start}} AND day < {{end}} AND note <> 'z'\n`,
      'bronze.by_key': `/* ---\nkind: incremental_by_unique_key\nunique_key: [id]\n--- */\n${all}\n`,
      'bronze.versions': `/* ---\nkind: scd_type_2\nunique_key: [id]\ncompared_columns: all\n--- */\n${all}\n`,
      'bronze.whole': `/* ---\nkind: full\n--- */\n${all} WHERE note IS NOT NULL\n`,
    },
  );
  await fillTill(folder, 'events', first);
  await mustApply(folder, '2026-02-01T00:00:00Z');
});
afterAll(() => removeFolder(folder));

/** What stands of each model, and what a run over these rows says. */
async function runOver(select: string, models: readonly string[]) {
  await fillTill(folder, 'events', select);
  const plan = await lode(folder, ['plan', '--select', models.join(' ')]);
  const run = await lode(folder, ['run', '--select', models.join(' ')]);
  const counts = models.map((model) => `(SELECT count(*)::INTEGER FROM ${model}) AS "${model}"`);
  const [rows] = await queryRows(folder, `SELECT ${counts.join(', ')}`);
  return { plan, run, rows };
}

it('a time column that has another name by now stops the load, and no interval is emptied', async () => {
  const models = ['bronze.by_time'];
  const { plan, run, rows } = await runOver(`SELECT id, day AS moment, note FROM (${first})`, models);
  expect(rows).toEqual({ 'bronze.by_time': 3 });
  expect(run.code, run.stderr).toBe(3);
  expect(run.stderr).toContain(
    'error: `till.events` no longer has `day`, by which `bronze.by_time` knows when a row is of [load-column-gone]',
  );
  expect(plan.code).toBe(1);
  expect(plan.stderr).toContain('[load-column-gone]');
  expect(plan.stdout).toContain('is it called moment now?');
});

it('neither does a condition on another column that is gone', async () => {
  const { run, rows } = await runOver(`SELECT id, day FROM (${first})`, ['bronze.noted']);
  expect(rows).toEqual({ 'bronze.noted': 3 });
  expect(run.code, run.stderr).toBe(3);
  expect(run.stderr).toContain('no longer has `note`, by which `bronze.noted` chooses its rows');
});

it('days that have become moments are loaded as long as they are days, and stop the load where they are not', async () => {
  const moments = `SELECT id, day::TIMESTAMP AS day, note FROM (${first})`;
  const whole = await runOver(`${moments} UNION ALL SELECT 4, TIMESTAMP '2026-01-04 00:00:00', 'd'`, [
    'bronze.by_time',
  ]);
  expect(whole.run.code, whole.run.stderr).toBe(0);
  expect(whole.rows).toEqual({ 'bronze.by_time': 4 });
  const noon = await runOver(`SELECT id, day + INTERVAL 12 HOURS AS day, note FROM (${moments})`, [
    'bronze.by_time',
  ]);
  expect(noon.rows).toEqual({ 'bronze.by_time': 4 });
  expect(noon.run.code, noon.run.stderr).toBe(3);
  expect(noon.run.stderr).toContain('no longer has `day` as DATE, by which `bronze.by_time`');
});

it('a key that the source no longer gives is said to be gone, not repeated', async () => {
  const models = ['bronze.by_key', 'bronze.versions'];
  const { plan, run, rows } = await runOver(`SELECT day, note FROM (${first})`, models);
  expect(rows).toEqual({ 'bronze.by_key': 3, 'bronze.versions': 3 });
  expect(run.code, run.stderr).toBe(3);
  for (const text of [plan.stderr, run.stderr])
    for (const model of models)
      expect(text).toContain(`\`till.events\` no longer has \`id\`, by which \`${model}\` tells rows apart`);
  expect(run.stderr).not.toContain('key-repeated');
});

it('a model that is made anew is loaded without the column of its condition, with a warning', async () => {
  const { plan, run, rows } = await runOver(`SELECT id, day FROM (${first})`, ['bronze.whole']);
  expect(run.code, run.stderr).toBe(0);
  expect(rows).toEqual({ 'bronze.whole': 0 });
  for (const text of [plan.stderr, run.stderr])
    expect(text).toContain(
      'warning: `bronze.whole` chooses its rows by `note`, which `till.events` no longer has.',
    );
});
