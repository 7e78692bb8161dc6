import { mkdir, rm, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listExistingLog } from '../../../src/delta/log/log-listing.ts';
import { segmentOf } from '../../../src/delta/log/log-segment.ts';
import { type LogContents, queryLog } from '../../../src/delta/snapshot/query-log.ts';
import { replayCommits } from '../../../src/delta/snapshot/replay-commits.ts';
import { patience, runs } from '../support/runs.ts';
import { openWorkshop, type Workshop } from '../support/tables.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop.close());

/** Spellings of few files, so that commits meet. */
const path = fc.constantFrom(
  'a.parquet',
  'b.parquet',
  'p=x/a%20b.parquet',
  'p=x/a b.parquet',
  'p=Li%C3%A8ge/c.parquet',
  'p=Liège/c.parquet',
  'p=50%2525/d+e.parquet',
);
const text = fc.oneof(
  fc.constantFrom('', 'x', `{"numRecords":3,"minValues":{"a":"it's \\"so\\""}}`, '9007199254740993', 'null'),
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((chars) => chars.replaceAll('\0', '')),
);
const map = fc.dictionary(fc.constantFrom('p', 'q r', 'é'), fc.option(text, { nil: null }), { maxKeys: 2 });
const whole = fc.oneof(fc.nat(5000), fc.constantFrom(2 ** 31, Number.MAX_SAFE_INTEGER));
const addAction = fc.record(
  {
    path,
    partitionValues: map,
    // The sum of few of them is exact.
    size: fc.oneof(fc.nat(5000), fc.constant(2 ** 40)),
    modificationTime: whole,
    dataChange: fc.boolean(),
    stats: fc.option(text, { nil: null }),
    tags: fc.option(map, { nil: null }),
    deletionVector: fc.constant(null),
    baseRowId: fc.option(whole, { nil: null }),
    clusteringProvider: fc.constantFrom(null, 'liquid'),
    later: fc.constant({ other: [1] }),
  },
  { requiredKeys: ['path', 'partitionValues', 'size', 'modificationTime', 'dataChange'] },
);
const removeAction = fc.record(
  {
    path,
    dataChange: fc.boolean(),
    deletionTimestamp: fc.option(whole, { nil: null }),
    extendedFileMetadata: fc.option(fc.boolean(), { nil: null }),
    partitionValues: fc.option(map, { nil: null }),
    size: fc.option(whole, { nil: null }),
    tags: map,
  },
  { requiredKeys: ['path', 'dataChange'] },
);
const metaData = fc.constantFrom('m1', 'm2').map((id) => ({
  metaData: {
    id,
    format: { provider: 'parquet', options: {} },
    schemaString: '{"type":"struct","fields":[]}',
    partitionColumns: ['p'],
    configuration: {},
    createdTime: 1,
  },
}));
const ordinary = fc.oneof(
  { weight: 6, arbitrary: addAction.map((add) => ({ add })) },
  { weight: 3, arbitrary: removeAction.map((remove) => ({ remove })) },
  { weight: 1, arbitrary: metaData },
  {
    weight: 1,
    arbitrary: whole.map((version) => ({ txn: { appId: 'app', version, lastUpdated: null } })),
  },
  {
    weight: 1,
    arbitrary: fc.constant({ domainMetadata: { domain: 'd', configuration: '', removed: true } }),
  },
  { weight: 1, arbitrary: fc.constant({ commitInfo: { operation: 'WRITE' } }) },
);
/** What a short log may hold as well, rightly or not. */
const odd = fc
  .tuple(
    addAction,
    fc.constantFrom<Record<string, unknown>>(
      { deletionVector: { storageType: 'i', pathOrInlineDv: 'x', sizeInBytes: 3, cardinality: 1 } },
      { deletionVector: {} },
      { size: -1 },
      { size: 1.5 },
      { size: '7' },
      { path: 'file:///a.parquet' },
      { path: '50%' },
      { partitionValues: { p: 1 } },
      { partitionValues: [] },
      { tags: { a: { b: 1 } } },
      { stats: { numRecords: 1 } },
      { stats: 'half \ud800 and \0' },
      { dataChange: 'true' },
      { baseRowId: '1' },
      { modificationTime: null },
    ),
  )
  .map(([add, instead]) => ({ add: { ...add, ...instead } }));

type Line = Readonly<Record<string, unknown>>;
const first: Line = { protocol: { minReaderVersion: 1, minWriterVersion: 2 } };
let count = 0;

async function writeLog(commits: readonly (readonly Line[])[]): Promise<string> {
  const table = `${shop.folder}/t${count++}`;
  await mkdir(`${table}/_delta_log`, { recursive: true });
  for (const [version, lines] of commits.entries()) {
    const name = `${String(version).padStart(20, '0')}.json`;
    const content = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    await writeFile(`${table}/_delta_log/${name}`, content);
  }
  return table;
}

/** All that a log's contents say, in a form that compares. */
async function told({ small, filesSql, tombstonesSql, totals }: LogContents) {
  const rows = async (sql: string) =>
    (await shop.session.rows(`SELECT CAST(to_json(f) AS VARCHAR) AS json FROM (${sql}) AS f`))
      .map(({ json }) => String(json))
      .sort();
  const files = await rows(filesSql);
  return {
    files,
    tombstones: await rows(tombstonesSql),
    // The engine gives the actions of one commit in no particular order.
    small: small.map(({ version, name, json }) => JSON.stringify([version, name, JSON.parse(json)])).sort(),
    totals: totals ?? {
      numFiles: files.length,
      bytes: files.reduce((sum, json) => sum + JSON.parse(json).size, 0),
    },
  };
}

/** Whether the short way took it; fails where it says something else than the engine does. */
async function replay(commits: readonly (readonly Line[])[]): Promise<boolean> {
  const table = await writeLog(commits);
  try {
    const segment = segmentOf(await listExistingLog(shop.files, table), null);
    const short = await replayCommits(shop.files, table, segment);
    if (short === null) return false;
    const long = await queryLog(shop, table, segment);
    expect(await told(short)).toEqual(await told(long));
    for (const name of long.temporaryTables) await shop.session.execute(`DROP TABLE ${name}`);
    return true;
  } finally {
    await rm(table, { recursive: true });
  }
}

test(
  'replays any ordinary log as the engine does',
  async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(ordinary, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
        async (commits) => {
          if (await replay([[first, ...commits[0]!], ...commits.slice(1)])) taken++;
        },
      ),
      { numRuns: runs(25) },
    );
    expect(taken).toBeGreaterThan(runs(25) / 4);
  },
  patience(120_000),
);

test(
  'says of an odd action what the engine says of it, or leaves it to the engine',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(ordinary, { maxLength: 3 }), odd, async (lines, strange) => {
        await replay([[first, ...lines], [strange]]);
      }),
      { numRuns: runs(25) },
    );
  },
  patience(120_000),
);

const add = (path: string, more: Line = {}) => ({
  add: { path, partitionValues: {}, size: 1, modificationTime: 1, dataChange: true, ...more },
});

test('the rows have the types that the engine gives them', async () => {
  const table = await writeLog([
    [first, add('a', { tags: { x: 'y' } }), add('b')],
    [{ remove: { path: 'b', dataChange: true } }],
  ]);
  const segment = segmentOf(await listExistingLog(shop.files, table), null);
  const short = await replayCommits(shop.files, table, segment);
  const long = await queryLog(shop, table, segment);
  for (const query of ['filesSql', 'tombstonesSql'] as const)
    expect(await shop.session.rows(`DESCRIBE ${short![query]}`)).toEqual(
      await shop.session.rows(`DESCRIBE ${long[query]}`),
    );
});

test.each<[string, readonly (readonly Line[])[]]>([
  ['a deletion vector', [[first, add('a', { deletionVector: { storageType: 'u' } })]]],
  ['two actions on one file in one commit', [[first, add('a'), { remove: { path: 'a', dataChange: true } }]]],
  ['two spellings of one file in one commit', [[first, add('a b'), add('a%20b')]]],
  ['a commit without actions', [[first], []]],
  ['an action that lacks what it needs', [[first, { add: { path: 'a' } }]]],
  ['two actions in a line', [[{ ...first, ...add('a') }]]],
])('leaves to the engine a log with %s', async (_, commits) => {
  expect(await replay(commits)).toBe(false);
});
