import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { lode } from '../../support/cli.ts';
import { makeProject, removeFolder } from '../../support/project.ts';
import { fillTill, mustApply } from '../../support/till.ts';

let folder: string;
const bills = (days: number, more = '') =>
  `SELECT n::INTEGER AS id, 'F-' || lpad(n::VARCHAR, 5, '0') AS number, (n % 4)::INTEGER AS line, n // 4 AS bill, ['Ghent', 'Liège', 'true'][1 + n % 3] AS city, 'Ada ' || n % 5 AS patient, (n % 7) / 2.0 AS amount, (n % 10) / 10.0 AS share, CASE WHEN n % 2 = 0 THEN 'x' END AS note, DATE '2026-01-01' + (n % ${days})::INTEGER AS day${more} FROM range(1, 81) AS r(n)`;

beforeAll(async () => {
  folder = await makeProject({
    'project.yml':
      'name: shop\ndefault_target: files\ntargets: {files: {sources: {till: {type: parquet, path: till}}}}\n',
    'seeds/towns.csv': 'city,country\nGhent,BE\nLiège,BE\ntrue,BE\n',
    'models/bronze/till.source.yml': `source: till
relations:
  bills:
    key: [bill, line]
    columns:
      id: {type: INTEGER, nullable: false}
      number: {type: VARCHAR}
      line: {type: INTEGER}
      bill: {type: BIGINT}
      city: {type: VARCHAR}
      patient: {type: VARCHAR, pii: name}
      amount: {type: DOUBLE}
      share: {type: DOUBLE}
      note: {type: VARCHAR}
      day: {type: DATE}
`,
    'models/bronze/bills.sql': '/* ---\nkind: full\n--- */\nSELECT * FROM till.bills\n',
    'models/silver/towns.sql': '/* ---\nkind: full\ngrain: city\n--- */\nSELECT * FROM seeds.towns\n',
    'models/silver/bills.sql': '/* ---\nkind: view\n--- */\nSELECT id, amount, patient FROM bronze.bills\n',
  });
  await fillTill(folder, 'bills', bills(2));
  await mustApply(folder, '2026-01-02T12:00:00Z');
  await fillTill(folder, 'bills', bills(3));
  await mustApply(folder, '2026-01-03T18:00:00Z');
}, 60_000);
afterAll(() => removeFolder(folder));

const at = (time: string) => ({ clock: { now: () => Date.parse(time), uuid: () => crypto.randomUUID() } });
const suggest = async (...argv: string[]) =>
  lode(folder, ['audit', '--suggest', ...argv], at('2026-01-03T19:00:00Z'));

test('audits are proposed from the data, and each says what it rests on', async () => {
  const { code, stdout, stderr } = await suggest('bronze.bills');
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('20 audits that all rows pass (bronze.bills in prod, version 4, 80 rows)');
  const { columns, audits } = parse(stdout);
  const of = (name: string) => columns[name].audits;
  expect(of('number')).toEqual(['not_null', 'unique', { match_regex: '^[A-Z]-[0-9]{5}$' }]);
  expect(of('city')).toEqual([
    'not_null',
    { accepted_values: ['Ghent', 'Liège', 'true'] },
    { relationships: { to: 'seeds.towns', field: 'city' } },
  ]);
  expect(of('share')).toEqual(['not_null', { accepted_range: { min: 0, max: 1 } }]);
  expect(of('day')).toEqual(['not_null', { freshness: '48 hours' }]);
  expect(columns.note).toBeUndefined();
  expect(audits).toEqual([{ unique: ['bill', 'line'] }]);
  expect(stdout).toContain('# no row has NULL (80 rows; held in 2 of 2 versions)');
});

test('constraints of the source are said to be such', async () => {
  const { suggestions } = JSON.parse((await suggest('bronze.bills', '--json')).stdout);
  const ofSource = suggestions.filter(({ from }: { from: string }) => from === 'source');
  expect(
    ofSource.map(({ audit, columns, reason }: Record<string, unknown>) => [audit, columns, reason]),
  ).toEqual([
    ['not_null', ['id'], 'NOT NULL in till.bills, by its contract'],
    ['unique', ['bill', 'line'], 'the key of till.bills, by its contract'],
  ]);
});

test('of a column with personal data no value is proposed', async () => {
  for (const model of ['bronze.bills', 'silver.bills'])
    for (const json of [[], ['--json']]) {
      const { stdout } = await suggest(model, ...json);
      expect(stdout).toContain('patient');
      expect(stdout).not.toContain('Ada');
    }
  expect(parse((await suggest('silver.bills')).stdout).columns.patient.audits).toEqual(['not_null']);
});

test('what an audit says already is left out', async () => {
  const file = join(folder, 'models/silver/bills.sql');
  const before = await readFile(file, 'utf8');
  await writeFile(
    file,
    before.replace('kind: view', 'kind: view\naudits: [{not_null: [ID, amount]}, {unique: id}]'),
  );
  const { columns } = parse((await suggest('silver.bills')).stdout);
  expect(columns.id).toBeUndefined();
  expect(columns.patient.audits).toEqual(['not_null']);
  await writeFile(file, before);
});

test('what is pasted into the header passes, and then there is nothing left to suggest', async () => {
  const { stdout } = await suggest('bronze.bills');
  await writeFile(
    join(folder, 'models/bronze/bills.sql'),
    `/* ---\nkind: full\n${stdout}--- */\nSELECT * FROM till.bills\n`,
  );
  const said = await mustApply(folder, '2026-01-03T20:00:00Z');
  expect(said).not.toContain('audit-failed');
  const again = await suggest('bronze.bills');
  expect(again.stdout).toBe('');
  expect(again.stderr).toContain('Nothing to suggest: bronze.bills in prod');
  // And they are no empty words: what breaks them stops the apply.
  await fillTill(folder, 'bills', bills(3).replace("'true'", "'Bruges'"));
  await expect(mustApply(folder, '2026-01-03T21:00:00Z')).rejects.toThrow(/accepted_values/);
});
