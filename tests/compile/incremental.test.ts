import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileCached, type OpenDatabase } from '../../src/compile/index.ts';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import { localFiles } from '../../src/files/index.ts';
import { removeFolder, temporaryFolder } from '../support/project.ts';
import { sampleOf } from '../support/sample.ts';
import { options, projectFiles } from './support.ts';

/** Each file in several versions; the first of them make a sound project, others change types, names or comments, or are wrong. */
const versions: Readonly<Record<string, readonly (string | null)[]>> = {
  'project.yml': [
    'name: x\n',
    'name: x\ntime_zone: Europe/Brussels\n',
    'name: x\nlints: {select-star: off}\n',
  ],
  'models/bronze/s.source.yml': [
    'source: s\nrelations:\n  T:\n    columns:\n      A: {type: INTEGER}\n      B: {type: VARCHAR}\n',
    'source: s\nrelations:\n  T:\n    columns:\n      A: {type: BIGINT, description: new}\n      B: {type: VARCHAR, pii: name}\n',
    'source: s\nrelations:\n  T:\n    columns:\n      A: {type: INTEGER}\n',
  ],
  'models/bronze/t.sql': [
    'SELECT A, B FROM s.T',
    'SELECT A, B FROM s.T -- same',
    'SELECT A + 1 AS A, B FROM s.T',
    'SELECT A FROM s.T',
    'SELECT FROM',
  ],
  'models/silver/sums.sql': [
    'SELECT B, sum(A) AS total FROM bronze.t GROUP BY B',
    "SELECT B, 's'::ENUM('s') AS total FROM bronze.t",
    'SELECT B, half(A) AS total FROM bronze.t',
    null,
  ],
  'models/silver/star.sql': ['SELECT * FROM bronze.t', 'SELECT *, 1 AS more FROM bronze.t'],
  'models/silver/both.sql': [
    'SELECT s.B, s.total, t.A FROM silver.sums AS s JOIN silver.star AS t USING (B)',
    'SELECT s.* FROM silver.sums AS s',
  ],
  'models/gold/last.sql': [
    'SELECT B, total FROM silver.both',
    'SELECT B, total, c.v FROM silver.both JOIN seeds.c ON true',
    'SELECT A FROM gold.other',
  ],
  'models/gold/other.sql': ['SELECT A FROM silver.star', 'SELECT B AS A FROM gold.last'],
  'macros/m.sql': [
    'CREATE MACRO half(x) AS x / 2;',
    'CREATE MACRO half(x) AS x // 2;',
    'CREATE MACRO half(x) AS TABLE SELECT * FROM bronze.t;',
    null,
  ],
  'seeds/c.csv': ['v\n1\n', 'v\nx\n', 'w\n1\n'],
  'exposures/e.yml': [null, 'exposures:\n  out:\n    type: export\n    sql: SELECT total FROM silver.both\n'],
};

const runs = sampleOf(undefined, 8, 25);
const names = Object.keys(versions);
const edits = fc.array(fc.record({ file: fc.nat(names.length - 1), version: fc.nat(4) }), {
  minLength: 1,
  maxLength: 3,
});

test('whatever was edited since the last time, the result is that of compiling everything', async () => {
  const open: OpenDatabase = async (project) => ({
    database: await duckdbEngine().open({ ...options, threads: 1, timeZone: project.timeZone }),
    engine: duckdbEngine(),
  });
  let sound = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(edits, { minLength: 1, maxLength: 4 }), async (steps) => {
      const folder = await temporaryFolder();
      try {
        const chosen = new Map(names.map((name) => [name, 0]));
        for (const step of [[], ...steps]) {
          for (const { file, version } of step)
            chosen.set(names[file]!, version % versions[names[file]!]!.length);
          const entries = [...chosen].map(([name, version]) => [name, versions[name]![version]!] as const);
          const files = projectFiles(Object.fromEntries(entries.filter(([, text]) => text !== null)));
          const cached = await compileCached(files, open, { files: localFiles(), folder, identity: 'test' });
          expect(cached).toEqual(await compileCached(files, open, null));
          if (cached.diagnostics.every((diagnostic) => diagnostic.severity !== 'error')) sound++;
        }
      } finally {
        await removeFolder(folder);
      }
    }),
    { numRuns: runs, seed: 17, endOnFailure: true },
  );
  expect(sound).toBeGreaterThan(runs);
}, 300_000);
