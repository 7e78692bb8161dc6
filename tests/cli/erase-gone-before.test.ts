import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { removeFolder, writeFiles } from '../support/project.ts';
import { openBareDuckdb } from '../support/tables.ts';
import { fillTill, makeTill, modelFile } from '../support/till.ts';

let folder: string;

/** A person whom the source has no more: only what is kept of earlier rows tells of her. */
const rows = (others: string) =>
  `SELECT * FROM (VALUES ${others}(2, 'Anna', 30), (3, 'Bert', 40)) AS t(patient, name, minutes)`;

async function must(...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await lode(folder, argv);
  expect(code, stderr).toBe(0);
  return stdout + stderr;
}

beforeAll(async () => {
  folder = await makeTill(
    { visits: { patient: 'INTEGER', name: 'VARCHAR', minutes: 'INTEGER' } },
    {
      'bronze.visits': `/* ---
kind: full
audits:
  - accepted_range: {column: minutes, min: 5}
    on_failure: warn
--- */
SELECT * FROM till.visits
`,
      'silver.names': '/* ---\nkind: full\n--- */\nSELECT name FROM bronze.visits\n',
      'gold.names': '/* ---\nkind: full\n--- */\nSELECT max(name) AS name FROM silver.names\n',
      'silver.visits': '/* ---\nkind: full\n--- */\nSELECT patient, upper(name) AS loud FROM bronze.visits\n',
    },
    'retention: 30 days\n',
  );
  await fillTill(folder, 'visits', rows("(1, 'Wilhelmina', 1), "));
  await must('apply', '--yes');
  await fillTill(folder, 'visits', rows(''));
  await must('run');
  await writeFiles(folder, {
    'old/visits.csv': 'patient,name,minutes\n2,Wilhelmina,30\n3,Bert,40\n',
    'parity.yml':
      'pairs:\n  visits:\n    left: old/visits.csv\n    right: bronze.visits\n    key: [patient]\n',
  });
  expect((await lode(folder, ['parity', 'run', '--night', '2026-03-01'])).code).toBe(2);
});
afterAll(() => removeFolder(folder));

/** Files below the lake's folder that hold her name. */
async function traces(): Promise<string[]> {
  const found: string[] = [];
  const duckdb = await openBareDuckdb();
  try {
    const entries = await readdir(join(folder, 'lake'), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name);
      const bytes = entry.name.endsWith('.parquet')
        ? JSON.stringify(
            await duckdb.rows(
              `SELECT to_json(t)::VARCHAR AS j FROM read_parquet('${path}', hive_partitioning = false) AS t`,
            ),
          )
        : await readFile(path, 'utf8');
      if (/wilhelmina/i.test(bytes)) found.push(path.slice(folder.length + 6));
    }
  } finally {
    duckdb.close();
  }
  return found;
}

const telling = `SELECT 'failures' AS place FROM lode.failures WHERE "row" ILIKE '%wilhelmina%'
UNION ALL SELECT 'runs' FROM lode.runs AS r WHERE to_json(r)::VARCHAR ILIKE '%wilhelmina%'
UNION ALL SELECT 'profiles' FROM lode.profiles AS p WHERE to_json(p)::VARCHAR ILIKE '%wilhelmina%'
UNION ALL SELECT 'parity' FROM lode.parity AS c WHERE detail ILIKE '%wilhelmina%'
GROUP BY ALL ORDER BY place`;

test('of a person whom no table has any more it is told what else repeats her', async () => {
  const places = (await queryRows(folder, telling)).map(({ place }) => place);
  expect([...new Set(places)]).toEqual(['failures', 'parity', 'profiles', 'runs']);
  const told = await must('erase', '--where', 'patient = 1');
  expect(told).toContain('No table holds such rows as it stands.');
  expect(told).toContain('rows that failed audits: all that are kept go');
  expect(told).toContain('records of 1 run: samples and messages go');
  expect(told).toContain('comparisons of the parallel run: what differs, in lines, goes');
  expect(told).toContain('profiles of columns: values of earlier versions go');
  expect(told).toContain('versions of prod from before, where they hold such rows');
});

test('erasing takes her out of evidence, records and profiles; then nothing is left to do', async () => {
  await must('erase', '--where', 'patient = 1', '--yes');
  expect(await queryRows(folder, telling)).toEqual([]);
  const again = await must('erase', '--where', 'patient = 1', '--yes', '--json');
  expect(JSON.parse(again.slice(0, again.lastIndexOf('}') + 1))).toMatchObject({ done: null });
});

test('going back to a version that the erasure did not look into warns, and the same erasure takes her out again', async () => {
  const { code, stderr } = await lode(folder, [
    'rollback',
    'prod',
    '--to',
    '2',
    '--include-history',
    '--yes',
  ]);
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('[rollback-over-erasure]');
  const held = await lode(folder, ['erase', '--where', 'patient = 1', '--yes']);
  expect(held.stderr).toContain('[erase-rolled-back]');
  await must('release', 'prod');
  await must('erase', '--where', 'patient = 1', '--yes');
  expect(await queryRows(folder, 'SELECT name FROM bronze.visits WHERE patient = 1')).toEqual([]);
  // Without the column.
  expect(await queryRows(folder, 'SELECT name FROM gold.names')).toEqual([{ name: 'Bert' }]);
});

test('with the end of history no file of the lake names her', async () => {
  // A model that is gone left a log behind, which names its greatest value.
  await rm(join(folder, modelFile('gold.names')));
  await must('apply', '--yes', '--allow-destructive', 'gold.names');
  expect((await traces()).length).toBeGreaterThan(0);
  await must('erase', '--where', 'patient = 1', '--yes', '--purge-history');
  expect(await traces()).toEqual([]);
});
