import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import { loadProject, seedQuery } from '../../src/project/index.ts';
import { projectFiles } from '../compile/support.ts';

const load = (csv: string, yaml?: string) =>
  loadProject(
    projectFiles({
      'project.yml': 'name: test\n',
      'seeds/x.csv': csv,
      ...(yaml === undefined ? {} : { 'seeds/x.yml': yaml }),
    }),
  );
const typesOf = (csv: string) => load(csv).value!.seeds[0]!.columns.map((column) => column.type);

describe('types found from all values', () => {
  test.each([
    ['1\n-20\n', 'BIGINT'],
    ['1\n2.50\n', 'DECIMAL(18,2)'],
    ['12345678901234.5\n0.12345\n', 'DECIMAL(38,5)'],
    ['1e3\n2\n', 'DOUBLE'],
    ['007\n', 'VARCHAR'],
    ['1234567890123456789\n', 'VARCHAR'],
    ['true\nFALSE\n', 'BOOLEAN'],
    ['2024-02-29\n', 'DATE'],
    ['2023-02-29\n', 'VARCHAR'],
    ['2024-02-29\n2024-01-01 10:00:00\n', 'TIMESTAMP'],
    ['1\ntrue\n', 'VARCHAR'],
    ['""\n', 'VARCHAR'],
  ])('%j is %s', (values, type) => {
    expect(typesOf(`c\n${values}`)).toEqual([type]);
  });

  test('NULL says nothing of a type; a column of NULL is text', () => {
    expect(typesOf('a,b\n,\n1,\n')).toEqual(['BIGINT', 'VARCHAR']);
  });
});

test('the engine reads from a checked seed what was checked, whatever the texts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lode-seed-'));
  const database = await duckdbEngine().open({
    allowedFolders: [folder],
    temporaryFolder: null,
    threads: 1,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  const session = await database.connect();
  const cell = fc.oneof(
    fc.constant(null),
    fc.string({
      unit: fc.constantFrom('a', ' ', 'é', '🌲', '"', ';', ',', '\n', '\r\n', "'", '\\', 'NULL', '#'),
      maxLength: 6,
    }),
  );
  const quoted = (text: string | null): string => (text === null ? '' : `"${text.replaceAll('"', '""')}"`);
  const path = join(folder, 'x.csv');
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 }), async (rows) => {
        const csv = ['a;b c;"d""e"', ...rows.map((row) => row.map(quoted).join(';'))].join('\n');
        const { value, diagnostics } = load(
          csv,
          'delimiter: ";"\ncolumns: {a: {type: VARCHAR}, "b c": {type: VARCHAR}, "d\\"e": {type: VARCHAR}}\n',
        );
        expect(diagnostics).toEqual([]);
        await writeFile(path, csv);
        const result = await session.query(seedQuery(value!.seeds[0]!, path));
        expect(result.rows).toEqual(rows);
      }),
      { numRuns: 150, seed: 3 },
    );
  } finally {
    await database.close();
    await rm(folder, { recursive: true });
  }
});

test('a seed has the name, dialect and descriptions that the YAML beside it gives', () => {
  const { value, diagnostics } = load(
    'code|beds\nA|-\n',
    'seed: homes\ndelimiter: "|"\nnull_text: "-"\ndescription: All homes\ncolumns:\n  BEDS: {type: INTEGER, description: Beds, tags: [size]}\n',
  );
  expect(diagnostics).toEqual([]);
  expect(value!.seeds[0]).toMatchObject({
    name: 'seeds.homes',
    dialect: { delimiter: '|', nullText: '-' },
    description: 'All homes',
    rows: 1,
    columns: [
      { name: 'code', type: 'VARCHAR' },
      { name: 'beds', type: 'INTEGER', description: 'Beds', tags: ['size'] },
    ],
  });
});

test('declared types are checked for every value, with its place', () => {
  const csv = 'a,b,c,d\n1,1.25,2024-01-01,true\n300,1.2555,2024-13-01,yes\n';
  const { diagnostics } = load(
    csv,
    'columns: {a: {type: UTINYINT}, b: {type: "DECIMAL(5,2)"}, c: {type: DATE}, d: {type: BOOLEAN}}\n',
  );
  expect(diagnostics).toMatchObject([{ code: 'seed-value', subject: { line: 3, column: 1 } }]);
});
