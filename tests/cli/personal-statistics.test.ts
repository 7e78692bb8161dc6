import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { fillTill, makeTill, mustApply } from '../support/till.ts';

let folder: string;

const now = '2026-02-01T00:00:00Z';

beforeAll(async () => {
  folder = await makeTill(
    { visits: { patient: 'INTEGER', name: 'VARCHAR', day: 'DATE', minutes: 'INTEGER' } },
    {
      'bronze.visits': `/* ---
kind: full
columns: {name: {pii: name}}
--- */
SELECT * FROM till.visits
`,
      // Nothing is declared here: what is made of a name is followed.
      'silver.visits': `/* ---
kind: full
--- */
SELECT patient, upper(name) AS loud, day, minutes, name = 'Quill' AS is_quill FROM bronze.visits
`,
      'gold.last': `/* ---
kind: full
--- */
SELECT day, max(loud) AS last_name, struct_pack(n := any_value(loud), m := sum(minutes)) AS both, count(DISTINCT loud) AS people FROM silver.visits GROUP BY ALL
`,
    },
  );
  await fillTill(
    folder,
    'visits',
    `SELECT (i % 7)::INTEGER AS patient, CASE WHEN i = 3 THEN NULL ELSE 'Zacharias Quill ' || i END AS name, DATE '2026-01-01' + (i % 4)::INTEGER AS day, i::INTEGER AS minutes FROM range(40) AS t(i)`,
  );
  await mustApply(folder, now);
});
afterAll(() => removeFolder(folder));

interface Statistics {
  readonly minValues: Record<string, unknown>;
  readonly maxValues: Record<string, unknown>;
  readonly nullCount: Record<string, unknown>;
}

async function statisticsOf(model: string): Promise<Statistics> {
  const log = join(folder, 'lake/prod', model.replace('.', '/'), '_delta_log');
  const last = (await readdir(log))
    .filter((name) => /^\d{20}\.json$/.test(name))
    .sort()
    .at(-1)!;
  const lines = (await readFile(join(log, last), 'utf8')).trim().split('\n');
  const add = lines.map((line) => JSON.parse(line) as { add?: { stats: string } }).find((each) => each.add);
  return JSON.parse(add!.add!.stats) as Statistics;
}

test('least and greatest values of personal columns stand in no log, those of others do, and numbers of NULLs of all', async () => {
  const bronze = await statisticsOf('bronze.visits');
  expect(bronze.minValues).toEqual({ patient: 0, day: '2026-01-01', minutes: 0 });
  expect(Object.keys(bronze.maxValues)).not.toContain('name');
  expect(bronze.nullCount).toEqual({ patient: 0, name: 1, day: 0, minutes: 0 });
});

test('what is made of personal data is personal without being declared; a test of it and a count are not', async () => {
  const silver = await statisticsOf('silver.visits');
  expect(Object.keys(silver.minValues)).toEqual(['patient', 'day', 'minutes']);
  expect(silver.nullCount).toMatchObject({ loud: 1 });
  const gold = await statisticsOf('gold.last');
  expect(Object.keys(gold.minValues)).toEqual(['day', 'people']);
  expect(gold.nullCount).toMatchObject({ last_name: 0 });
});

test('no name stands in a log, a checkpoint, a build’s record or a version', async () => {
  const files = (await readdir(join(folder, 'lake'), { recursive: true, withFileTypes: true })).filter(
    (file) => file.isFile() && !file.name.startsWith('part-'),
  );
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    const bytes = await readFile(join(file.parentPath, file.name));
    expect(bytes.toString('latin1').toLowerCase(), file.name).not.toContain('zacharias');
  }
});

test('a table says to other writers which columns they may speak of', async () => {
  const table = join(folder, 'lake/prod/bronze/visits');
  const { stdout } = await lode(folder, ['delta', 'inspect', table, '--json']);
  const { metadata } = JSON.parse(stdout) as { metadata: { configuration: Record<string, string> } };
  expect(metadata.configuration['delta.dataSkippingStatsColumns']).toBe('patient,day,minutes');
});

test('rows are found by personal columns without their statistics', async () => {
  const found = await queryRows(folder, "SELECT minutes FROM bronze.visits WHERE name = 'Zacharias Quill 7'");
  expect(found).toEqual([{ minutes: 7 }]);
});
