import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Audit } from '../../src/project/index.ts';
import { asksApart, type CheckRequest, checkTable } from '../../src/quality/index.ts';
import { removeFolder, temporaryFolder } from '../support/project.ts';
import { acceptedRange, acceptedValues, notNull, sessionForTests, unique } from './support.ts';

const session = sessionForTests();
const trials = Number(process.env.LODE_AUDIT_TRIALS ?? 2);
const seed = Number(process.env.LODE_AUDIT_SEED ?? 20_261_121);
let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => removeFolder(folder));

/** Values of `v`, some of them at the edges of what statistics of files can say, and bounds that lie on some of them. */
const types: readonly [type: string, value: string, bounds: readonly (string | number)[]][] = [
  ['BIGINT', 'CASE v WHEN 0 THEN -9223372036854775808 ELSE v - 3 END', [-3, 0, 4, 1.5]],
  ['DECIMAL(9,2)', '-v / 2', [-4, -1.5, 0, -1.25]],
  ['DECIMAL(38,10)', '(2 - v) / 3', [-2, 0, 0.6666666667]],
  ['DOUBLE', "CASE v WHEN 0 THEN 'nan' WHEN 1 THEN '-0.0' WHEN 2 THEN '-inf' ELSE v::VARCHAR END", [0, 3, 8]],
  [
    'FLOAT',
    "CASE v WHEN 9 THEN 'nan' WHEN 1 THEN '0.0' WHEN 2 THEN '-0.0' ELSE (v / 8)::VARCHAR END",
    [0, 1],
  ],
  ['VARCHAR', "repeat('é', CASE WHEN v < 3 THEN 3000 ELSE 1 END) || v", ['é3', 'é8', 'f', 'a']],
  ['DATE', "DATE '1969-12-30' + v::INTEGER", ['1969-12-30', '1970-01-01', '1970-01-08']],
  [
    'TIMESTAMP',
    "TIMESTAMP '1969-12-31 23:59:59.999999' + to_microseconds(v)",
    ['1970-01-01', '1970-01-01 00:00:00.000008'],
  ],
  [
    'TIMESTAMP WITH TIME ZONE',
    "TIMESTAMPTZ '2024-03-31 01:59:59+01' + to_hours(v)",
    ['2024-03-31 01:00:00+00', '2024-03-31 09:59:59+00'],
  ],
  ['BOOLEAN', 'v > 2', ['true', 'false']],
];

const shape = fc.record({
  rows: fc.constantFrom(0, 1, 5000),
  first: fc.integer({ min: 0, max: 4 }),
  spread: fc.constantFrom(1, 3, 10),
  nulls: fc.constantFrom(0, 1, 10),
  files: fc.constantFrom(1, 3),
  pick: fc.nat(),
});

describe('what is asked apart of Parquet files is what one scan of the same rows finds', () => {
  test.each(types)('%s', async (type, value, bounds) => {
    await fc.assert(
      fc.asyncProperty(shape, async ({ rows, first, spread, nulls, files, pick }) => {
        const source = `SELECT range AS k, CASE WHEN hash(range, 1) % 10 < ${nulls} THEN NULL ELSE (${value}) END::${type} AS x, (range % 3)::INTEGER AS y
          FROM (SELECT range, ${first} + (hash(range) % ${spread})::BIGINT AS v FROM range(${rows}))`;
        await session().execute(`CREATE OR REPLACE TABLE written AS ${source}`);
        const paths: string[] = [];
        for (let file = 0; file < files; file++) {
          paths.push(join(folder, `part-${file}.parquet`));
          await session().execute(
            `COPY (SELECT * FROM written WHERE k % ${files} = ${file}) TO '${paths[file]}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
          );
        }
        const stored = `SELECT * FROM read_parquet([${paths.map((path) => `'${path}'`).join(', ')}])`;
        // Not of what was written: in the dictionary of a Parquet file the engine keeps 0.0 and -0.0 as one value, whichever came first.
        await session().execute(`CREATE OR REPLACE TABLE rows_of_it AS ${stored}`);
        const [low, high] = [bounds[pick % bounds.length]!, bounds[(pick >> 4) % bounds.length]!];
        const all: Audit[] = [
          notNull('x'),
          notNull('x', 'y'),
          acceptedRange('x', low, null),
          acceptedRange('x', null, high),
          acceptedRange('x', low, high),
          { ...acceptedRange('x', low, high), arguments: { min: low, max: high, inclusive: false } } as Audit,
          acceptedValues('x', ...bounds),
          { ...acceptedValues('x', low), name: 'not_accepted_values' } as Audit,
          {
            ...notNull(),
            name: 'expression',
            arguments: { sql: `x >= CAST('${low}' AS ${type}) OR y = 0` },
          } as Audit,
          { ...notNull('x'), name: 'null_share', arguments: { min: null, max: 0.05 } } as Audit,
          unique('k'),
          unique('y', 'x'),
          { ...notNull('x'), name: 'relationships', arguments: { to: 'a.b', fields: ['x'] } } as Audit,
          ...(/^(DATE|TIMESTAMP)/.test(type)
            ? [{ ...notNull('x'), name: 'freshness', arguments: { maxAgeSeconds: 86_400 } } as Audit]
            : []),
        ];
        const audits = [...all, ...all.map((audit) => ({ ...audit, where: 'y > 0 -- of these' }))];
        const columns = [
          { name: 'k', type: 'BIGINT', pii: false },
          { name: 'x', type, pii: false },
          { name: 'y', type: 'INTEGER', pii: false },
        ];
        const check = async (relation: string, more: Partial<CheckRequest>) => {
          const found = await checkTable((sql) => session().query(sql), {
            relation,
            columns,
            audits,
            content: true,
            sqlOf: () => '(SELECT * FROM rows_of_it WHERE k % 2 = 0)',
            now: Date.parse('2024-03-31T12:00:00Z'),
            ...more,
          });
          // Of a key that stands there as 0.0 and as -0.0 the sample shows either.
          return JSON.parse(JSON.stringify(found)) as typeof found;
        };
        expect(await check(`(${stored})`, { apart: true })).toEqual(await check('rows_of_it', {}));
        // As of a file of which some rows are marked as gone.
        const left = 'WHERE k % 5 NOT IN (SELECT unnest([1, 3]))';
        expect(await check(`(${stored} ${left})`, { apart: true, content: false })).toEqual(
          await check(`(SELECT * FROM rows_of_it ${left})`, { content: false }),
        );
      }),
      { numRuns: trials, seed, examples: [[{ rows: 1, first: 0, spread: 1, nulls: 0, files: 1, pick: 0 }]] },
    );
  });
});

test('questions are asked apart of large files only', () => {
  expect([asksApart(0, 0), asksApart(1, 1000), asksApart(1, 1_000_000), asksApart(1000, 1_000_000)]).toEqual([
    false,
    false,
    true,
    false,
  ]);
});

describe('a unique text', () => {
  test.each([
    ['numbered one after the other', "'F-' || lpad(range::VARCHAR, 9, '0')", 0, 0],
    ['numbered from anywhere on, without leading zeros', "'F-' || (range + 999000)", 0, 0],
    ['one number twice', "'F-' || lpad((range % 119999)::VARCHAR, 9, '0')", 2, 2],
    [
      'numbers so far from each other that they meet',
      "'F-' || lpad((range * 1048576)::VARCHAR, 15, '0')",
      0,
      1,
    ],
    [
      'one number written in two ways',
      "'F-' || CASE WHEN range = 5 THEN '004' ELSE range::VARCHAR END",
      0,
      1,
    ],
    [
      'no number further on',
      "'F-' || CASE WHEN range > 5000 THEN 'x' || range ELSE range::VARCHAR END",
      0,
      1,
    ],
    ['no numbers at all', "md5(range::VARCHAR) || 'x'", 0, 1],
    ['NULLs, which do not count', "CASE WHEN range < 110000 THEN 'F-' || range END", 0, 0],
  ])('%s', async (_, value, failures, grouped) => {
    const asked: string[] = [];
    const { results } = await checkTable(
      (sql) => {
        asked.push(sql);
        return session().query(sql);
      },
      {
        relation: `(SELECT ${value} AS code FROM range(120000))`,
        columns: [{ name: 'code', type: 'VARCHAR', pii: false }],
        audits: [unique('code')],
        content: false,
      },
    );
    expect(results[0]!.failures).toBe(failures);
    expect(asked.some((sql) => /GROUP BY "code"\)$/.test(sql))).toBe(failures > 0 || grouped > 0);
  });
});
