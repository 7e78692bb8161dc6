import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { openBareDuckdb } from '../support/tables.ts';
import { fillTill, makeTill } from '../support/till.ts';

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
      'silver.visits': '/* ---\nkind: full\n--- */\nSELECT patient, upper(name) AS loud FROM bronze.visits\n',
    },
    'retention: 30 days\n',
  );
  await fillTill(folder, 'visits', rows("(1, 'Wilhelmina', 1), "));
  await must('apply', '--yes');
  await fillTill(folder, 'visits', rows(''));
  await must('run');
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
GROUP BY ALL ORDER BY place`;

test('of a person whom no table has any more it is told what else repeats her', async () => {
  const places = (await queryRows(folder, telling)).map(({ place }) => place);
  expect([...new Set(places)]).toEqual(['failures', 'profiles', 'runs']);
  const told = await must('erase', '--where', 'patient = 1');
  expect(told).toContain('No table holds such rows as it stands.');
  expect(told).toContain('rows that failed audits: all that are kept go');
  expect(told).toContain('records of 1 run: samples and messages go');
  expect(told).toContain('profiles of columns: values of earlier versions go');
  expect(told).toContain('versions of prod from before, where they hold such rows');
});

test('erasing takes her out of evidence, records and profiles; then nothing is left to do', async () => {
  await must('erase', '--where', 'patient = 1', '--yes');
  expect(await queryRows(folder, telling)).toEqual([]);
  const again = await must('erase', '--where', 'patient = 1', '--yes', '--json');
  expect(JSON.parse(again.slice(0, again.lastIndexOf('}') + 1))).toMatchObject({ done: null });
});

test('with the end of history no file of the lake names her', async () => {
  expect((await traces()).length).toBeGreaterThan(0);
  await must('erase', '--where', 'patient = 1', '--yes', '--purge-history');
  expect(await traces()).toEqual([]);
});
