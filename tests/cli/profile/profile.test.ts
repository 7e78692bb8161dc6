import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode } from '../../support/cli.ts';
import { removeFolder } from '../../support/project.ts';
import { fillTill, makeTill, mustApply } from '../../support/till.ts';

let folder: string;
const night = (a: string, b: string, c: string) =>
  `SELECT n::INTEGER AS id, DATE '2026-01-01' + (n % 3)::INTEGER AS day, 'Patient ' || n AS name, ${a} AS minutes, ${b} AS duration, ${c} AS billed FROM range(1, 41) AS r(n)`;
beforeAll(async () => {
  folder = await makeTill(
    {
      visits: {
        id: 'INTEGER',
        day: 'DATE',
        name: 'VARCHAR',
        minutes: 'INTEGER',
        duration: 'INTEGER',
        billed: 'INTEGER',
      },
    },
    {
      'bronze.visits':
        '/* ---\nkind: full\ncolumns: {name: {pii: name}}\n--- */\nSELECT * FROM till.visits\n',
      'silver.visits':
        '/* ---\nkind: incremental_by_time_range\ntime_column: day\nstart: 2026-01-01\nbatch_size: 1\n--- */\nSELECT day, minutes FROM bronze.visits WHERE day >= {{start}} AND day < {{end}}\n',
      'gold.visits': '/* ---\nkind: view\n--- */\nSELECT minutes FROM silver.visits\n',
    },
  );
  await fillTill(folder, 'visits', night('(n % 9)::INTEGER', '0', 'NULL::INTEGER'));
  await mustApply(folder, '2026-01-03T06:00:00Z');
  await fillTill(folder, 'visits', night('(n % 9)::INTEGER', '(n % 9)::INTEGER', 'NULL::INTEGER'));
  await mustApply(folder, '2026-01-04T06:00:00Z');
  await fillTill(
    folder,
    'visits',
    night('CASE WHEN n < 5 THEN n END::INTEGER', '(n % 9)::INTEGER', '(n % 7)::INTEGER'),
  );
  await mustApply(folder, '2026-01-05T06:00:00Z');
}, 60_000);
afterAll(() => removeFolder(folder));

const profile = async (...argv: string[]) => {
  const { code, stdout, stderr } = await lode(folder, ['profile', ...argv]);
  return { code, stderr, stdout, lines: stdout.split('\n') };
};

test('the columns of a table are listed as they are, with what became of them', async () => {
  const { stdout, lines } = await profile('bronze.visits');
  expect(lines[0]).toBe('bronze.visits in prod, version 6: 40 rows, measured with version 5');
  expect(lines.find((line) => line.startsWith('billed'))).toMatch(
    /^billed +INTEGER +100 % +7 +0 +3 +6 +5 15 %.* ··█$/,
  );
  expect(stdout).toContain('version 5: minutes filled 100 % → 10 %');
  expect(stdout).toContain('version 5: billed filled 0 % → 100 %');
  expect(stdout).toContain('version 3: duration 1 → 9 different values');
});

test('of a column with personal data no value is shown', async () => {
  for (const argv of [[], ['--column', 'name'], ['--columns', 'name,minutes'], ['--exact'], ['--json']])
    expect((await profile('bronze.visits', ...argv)).stdout).not.toContain('Patient');
});

test('one column is followed through the versions, the newest first', async () => {
  const { lines } = await profile('bronze.visits', '--column', 'MINUTES');
  const rows = lines.filter((line) => /^ +\d/.test(line)).map((line) => line.trim().split(/ {2,}/));
  expect(
    rows.map(([version, , all, filled, bar, distinct]) => [version, all, filled, bar, distinct]),
  ).toEqual([
    ['5', '40', '10 %', '█░░░░░░░░░', '4'],
    ['3', '40', '100 %', '██████████', '9'],
    ['1', '40', '100 %', '██████████', '9'],
  ]);
});

test('columns side by side say which was right when', async () => {
  const { lines } = await profile(
    'bronze.visits',
    '--columns',
    'minutes, duration,billed',
    '--versions',
    '2',
  );
  const of = (title: string) => {
    const from = lines.indexOf(title) + 3;
    return lines.slice(from, from + 2).map((line) => line.trim().split(/ {2,}/).slice(2));
  };
  expect(of('Rows with a value')).toEqual([
    ['10 %', '100 %', '100 %'],
    ['100 %', '100 %', '0 %'],
  ]);
  expect(of('Different values')).toEqual([
    ['4', '9', '7'],
    ['9', '9', '0'],
  ]);
});

test('a model by interval is followed through its intervals; as it stands it is measured for the answer', async () => {
  const { now, per, history } = JSON.parse((await profile('silver.visits', '--json')).stdout);
  expect(now).toMatchObject({ from: 'table', profile: { rows: 40 } });
  expect(per).toBe('part');
  expect(
    history.map((entry: { interval: { start: string }; version: number }) => [
      entry.interval.start.slice(0, 10),
      entry.version,
    ]),
  ).toEqual([
    ['2026-01-03', 4],
    ['2026-01-02', 2],
    ['2026-01-01', 2],
  ]);
});

test('a view is measured for the answer, and has no past', async () => {
  const { code, stdout } = await profile('gold.visits');
  expect(code).toBe(0);
  expect(stdout).toContain('40 rows, measured now');
  expect(stdout).not.toContain('over time');
});

test('an environment that reads a table from another one shows the profiles of that one', async () => {
  const { code, stderr } = await lode(folder, ['apply', 'dev', '--yes']);
  expect(code, stderr).toBe(0);
  expect((await profile('bronze.visits', '--env', 'dev')).lines[0]).toBe(
    'bronze.visits in prod, version 6: 40 rows, measured with version 5',
  );
});

test('an unknown column, model or environment is named, with what is near', async () => {
  expect((await profile('bronze.visits', '--column', 'minute')).stderr).toContain('Did you mean minutes?');
  expect((await profile('bronze.visit')).stderr).toContain('bronze.visits');
  expect((await profile('bronze.visits', '--env', 'prd')).stderr).toContain('prod');
});
