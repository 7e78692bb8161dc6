import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { openBareDuckdb } from '../support/tables.ts';
import { fillTill, makeTill, modelFile } from '../support/till.ts';

let folder: string;

/** Days from here on: few enough that each has its interval. */
const first = new Date(Date.now() - 6 * 86_400_000).toISOString().slice(0, 10);

/** The person: found by a number, known by a name and by what is made of it. */
const person = { number: '4711', name: 'zacharias quill', pseudonym: 'c2b9e7' };

const models = {
  'bronze.visits': `/* ---
kind: full
columns: {name: {pii: name}}
--- */
SELECT * FROM till.visits
`,
  'bronze.letters': `/* ---
kind: append
audits:
  - not_null: note
    on_failure: quarantine
--- */
SELECT patient, name, note FROM till.letters
`,
  'bronze.wards': '/* ---\nkind: full\n--- */\nSELECT * FROM till.wards\n',
  'silver.visits': `/* ---
kind: full
audits:
  - accepted_range: {column: minutes, min: 5}
    on_failure: warn
--- */
SELECT patient, upper(name) AS loud, day, minutes FROM bronze.visits
`,
  'silver.days': `/* ---
kind: incremental_by_time_range
time_column: day
start: ${first}
--- */
SELECT day, patient, name, minutes FROM bronze.visits WHERE day >= {{start}} AND day < {{end}}
`,
  'silver.people': `/* ---
kind: scd_type_2
unique_key: [patient]
compared_columns: [visits]
--- */
SELECT patient, max(name) AS name, count(*) AS visits FROM bronze.visits GROUP BY ALL
`,
  'silver.latest': `/* ---
kind: incremental_by_unique_key
unique_key: [patient]
--- */
SELECT patient, max(day) AS day, max(name) AS name FROM bronze.visits GROUP BY ALL
`,
  'silver.loud': '/* ---\nkind: view\n--- */\nSELECT * FROM silver.visits\n',
  'gold.last': `/* ---
kind: full
partitioned_by: [day]
--- */
SELECT day, max(loud) AS last_name, sum(minutes) AS minutes FROM silver.loud GROUP BY ALL
`,
  'gold.letters': '/* ---\nkind: full\n--- */\nSELECT patient, note FROM bronze.letters\n',
  'gold.totals': `/* ---
kind: append
--- */
SELECT md5(name) AS who, sum(minutes) AS minutes FROM silver.days GROUP BY ALL
`,
};

const visits = (rows: number) =>
  `SELECT CASE WHEN i % 9 = 3 THEN 4711 ELSE 5000 + i % 20 END::INTEGER AS patient, CASE WHEN i % 9 = 3 THEN 'Zacharias Quill' ELSE 'Anna ' || (i % 20) END AS name, DATE '${first}' + (i % 4)::INTEGER AS day, i::INTEGER AS minutes FROM range(${rows}) AS t(i)`;

async function must(...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await lode(folder, argv);
  expect(code, stderr).toBe(0);
  return stdout + stderr;
}

beforeAll(async () => {
  folder = await makeTill(
    {
      visits: { patient: 'INTEGER', name: 'VARCHAR', day: 'DATE', minutes: 'INTEGER' },
      letters: { patient: 'INTEGER', name: 'VARCHAR', note: 'VARCHAR' },
      wards: { ward: 'VARCHAR' },
    },
    models,
    'retention: 30 days\n',
  );
  await fillTill(folder, 'visits', visits(40));
  await fillTill(
    folder,
    'letters',
    `SELECT * FROM (VALUES (4711, 'Zacharias Quill', 'a letter'), (5001, 'Anna 1', 'another'), (4711, 'Zacharias Quill', NULL)) AS t(patient, name, note)`,
  );
  await fillTill(folder, 'wards', `SELECT 'north' AS ward`);
  await must('apply', '--yes');
  await fillTill(folder, 'visits', visits(60));
  await must('run');
  await writeFile(
    join(folder, modelFile('silver.visits')),
    models['silver.visits'].replace('minutes FROM', 'minutes + 1 AS minutes FROM'),
  );
  await must('apply', 'dev', '--yes');
  await writeFile(join(folder, modelFile('silver.visits')), models['silver.visits']);
});
afterAll(async () => {
  await removeFolder(folder);
});

/** Where the person is still to be found: in the bytes of any file, and in any value of any Parquet file. */
async function traces(below = 'lake'): Promise<string[]> {
  const found = new Set<string>();
  const duckdb = await openBareDuckdb();
  try {
    const entries = await readdir(join(folder, below), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name);
      const name = path.slice(folder.length + 1);
      const bytes = (await readFile(path)).toString('latin1').toLowerCase();
      if ([person.name, 'zacharias'].some((value) => bytes.includes(value))) found.add(name);
      if (!entry.name.endsWith('.parquet')) {
        // Digits of a hash or of a moment are no number of a patient.
        if (new RegExp(`(?<![0-9a-f])${person.number}(?![0-9a-f])`).test(bytes)) found.add(name);
        continue;
      }
      const [row] = await duckdb.rows(
        `SELECT count(*) AS n FROM (SELECT lower(to_json(t)::VARCHAR) AS j FROM read_parquet('${path}', hive_partitioning = false) AS t) WHERE j LIKE '%zacharias%' OR regexp_matches(j, '[^0-9a-f]4711[^0-9a-f]') OR j LIKE '%' || md5('Zacharias Quill') || '%'`,
      );
      if (Number(row!.n) > 0) found.add(name);
    }
  } finally {
    duckdb.close();
  }
  return [...found].sort();
}

const request = ['erase', '--where', 'patient = 4711', '--rebuild', 'gold.totals'] as const;

/** Rows of the person in any table. */
const theirs = [
  ...[
    'bronze.visits',
    'bronze.letters',
    'bronze.letters__quarantine',
    'silver.visits',
    'silver.days',
    'silver.latest',
    'silver.people',
    'gold.letters',
  ].map((table) => `SELECT '${table}' AS name FROM ${table} WHERE patient = 4711`),
  "SELECT 'gold.last' FROM gold.last WHERE last_name LIKE '%ZACHARIAS%'",
  "SELECT 'gold.totals' FROM gold.totals WHERE who = md5('Zacharias Quill')",
].join(' UNION ALL ');

interface Preview {
  readonly environments: readonly {
    readonly environment: string;
    readonly tables: readonly {
      readonly model: string;
      readonly how: string;
      readonly rows: number | null;
    }[];
  }[];
  readonly without: readonly string[];
  readonly remains: readonly { readonly what: string; readonly until: string | null }[];
  readonly done: unknown;
}

test('without consent it says what would be done in each environment, and touches nothing', async () => {
  const before = await traces();
  expect(before.length).toBeGreaterThan(20);
  for (const place of ['_failures/silver', '_runs', 'bronze/letters__quarantine', '_builds', '_delta_log'])
    expect(
      before.some((path) => path.includes(place)),
      place,
    ).toBe(true);
  const { code, stdout, stderr } = await lode(folder, [...request, '--json']);
  expect(code, stderr).toBe(0);
  const preview = JSON.parse(stdout) as Preview;
  expect(preview.done).toBeNull();
  const tables = Object.fromEntries(
    preview.environments.map(({ environment, tables }) => [
      environment,
      Object.fromEntries(tables.map(({ model, how, rows }) => [model, `${how} ${rows}`])),
    ]),
  );
  expect(tables).toMatchObject({
    prod: {
      'bronze.visits': 'rows 7',
      'bronze.letters': 'rows 1',
      'bronze.letters__quarantine': 'rows 1',
      'silver.visits': 'rebuilt 7',
      'silver.days': 'rows 5',
      'silver.latest': 'rows 1',
      'silver.people': 'rows 2',
      'gold.last': 'rebuilt null',
      'gold.letters': 'rebuilt 1',
      'gold.totals': 'rebuilt null',
    },
  });
  expect(Object.keys(tables.dev!)).toContain('silver.visits');
  expect(preview.without).toEqual(['bronze.wards']);
  expect(preview.remains[0]).toMatchObject({ until: expect.stringMatching(/^20\d\d-/) });
  expect(stdout).toContain('"erase-source-has-them"');
  expect(await traces()).toEqual(before);
});

test('what only the user can decide is not decided for him', async () => {
  const { code, stderr } = await lode(folder, ['erase', '--where', 'patient = 4711', '--yes']);
  expect(code).toBe(1);
  expect(stderr).toContain('[erase-undecided]');
  expect(stderr).toContain('gold.totals');
});

test('a condition that is none, or that no table can be asked, is refused, and not repeated', async () => {
  for (const [where, code] of [
    ['patient = 4711) OR (1 = 1', 'erase-condition-invalid'],
    ['patient = (SELECT max(patient) FROM bronze.visits)', 'erase-condition-invalid'],
    ['1 = 1', 'erase-condition-invalid'],
    ['name = 5', 'erase-condition-invalid'],
    ['person = 4711', 'erase-column-missing'],
  ] as const) {
    const { code: exit, stderr } = await lode(folder, ['erase', '--where', where]);
    expect([exit, stderr.includes(`[${code}]`)], `${where}\n${stderr}`).toEqual([1, true]);
    expect(stderr).not.toContain('Quill');
  }
});

test('afterwards no table has such rows, all else is as it was, and what is kept longer is told', async () => {
  const kept = ['bronze.visits', 'bronze.letters', 'silver.visits', 'silver.days', 'silver.latest'];
  const others = kept.map(
    (table) =>
      `SELECT '${table}' AS name, count(*) AS n, sum(hash(t)) AS rows FROM ${table} AS t WHERE patient <> 4711`,
  );
  const before = await queryRows(folder, others.join(' UNION ALL '));
  const told = await must(...request, '--reference', 'letter 12', '--yes');
  expect(told).toContain('versions of prod from before');
  expect(await queryRows(folder, theirs)).toEqual([]);
  expect(await queryRows(folder, theirs, '--env', 'dev')).toEqual([]);
  expect(await queryRows(folder, others.join(' UNION ALL '))).toEqual(before);
  const checked = await lode(folder, ['fsck', '--data']);
  expect(checked.code, checked.stderr).toBe(0);
});

test('the record tells what was done, and nothing of whom', async () => {
  const rows = await queryRows(
    folder,
    `SELECT request, erased_by, environment, relation, how, rows, ended_at IS NOT NULL AS ended FROM lode.erasures WHERE environment = 'prod' ORDER BY relation`,
  );
  expect(rows).toContainEqual({
    request: 'letter 12',
    erased_by: 'tester',
    environment: 'prod',
    relation: 'bronze.visits',
    how: 'rows',
    rows: '7',
    ended: true,
  });
  const names = await readdir(join(folder, 'lake/_erasures'));
  expect(names).toHaveLength(1);
  const text = await readFile(join(folder, 'lake/_erasures', names[0]!), 'utf8');
  expect(text).not.toMatch(/4711|patient|mark|salt/);
});

test('rows that were erased do not come back by a rollback, nor with the next run', async () => {
  const back = await lode(folder, ['rollback', 'prod', '--to', '1', '--include-history', '--yes']);
  expect(back.code).toBe(1);
  expect(back.stderr).toContain('[rollback-erased]');
  await must('run');
  await must('apply', '--yes');
  expect(await queryRows(folder, theirs)).toEqual([]);
});

test('with the end of history nothing of the person is in any file of the lake, and everything can still be read', async () => {
  expect((await traces()).length).toBeGreaterThan(0);
  await must(...request, '--purge-history', '--yes');
  expect(await traces()).toEqual([]);
  const counts = Object.keys(models).map(
    (table) => `SELECT '${table}' AS name FROM ${table} HAVING count(*) = 0`,
  );
  for (const environment of ['prod', 'dev'])
    expect(await queryRows(folder, counts.join(' UNION ALL '), '--env', environment)).toEqual([]);
  const checked = await lode(folder, ['fsck', '--data']);
  expect(checked.code, checked.stderr).toBe(0);
  await must('run');
  await must('apply', '--yes');
  expect(await traces()).toEqual([]);
});
