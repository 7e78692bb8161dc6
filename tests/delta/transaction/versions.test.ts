import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import {
  alterTable,
  appendRows,
  compareChecksum,
  createTable,
  deleteRows,
  openSnapshot,
  optimizeTable,
  overwriteTable,
  restoreTable,
  updateRows,
} from '../../../src/delta/index.ts';
import { readChecksum } from '../../../src/delta/log/index.ts';
import { openTableState } from '../../../src/delta/snapshot/index.ts';
import type { DiagnosticError } from '../../../src/diagnostics/index.ts';
import { inWorkshop, shop, table } from '../support/in-workshop.ts';
import { engineVersion, readRows } from '../support/tables.ts';

inWorkshop();

const log = (version: number, end = 'json') =>
  `${table}/_delta_log/${String(version).padStart(20, '0')}.${end}`;
// biome-ignore lint/suspicious/noExplicitAny: the log as it lies there
type Line = Record<string, any>;
const actionsOf = async (version: number): Promise<Line[]> =>
  (await readFile(log(version), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const append = (select: string, rest: object = {}) =>
  appendRows(shop, table, { select, engineVersion, ...rest });
const codeOf = async (work: Promise<unknown>) =>
  ((await work.catch((error: unknown) => error)) as DiagnosticError).diagnostics[0]!.code;

it('leaves a checksum of every version that says what replaying the log says', async () => {
  await createTable(shop, table, {
    select: 'SELECT range AS id FROM range(100)',
    properties: { 'delta.enableDeletionVectors': 'true' },
    engineVersion,
  });
  await append('SELECT 1000 AS id', { transaction: { appId: 'app', version: 3 } });
  await deleteRows(shop, table, { where: 'id < 10', engineVersion });
  await updateRows(shop, table, { where: 'id = 50', set: { id: '51' }, engineVersion });
  await append('SELECT 1 AS id, 2 AS more', { mergeSchema: true });
  await optimizeTable(shop, table, { engineVersion });
  await restoreTable(shop, table, { version: 1 }, engineVersion);
  await overwriteTable(shop, table, { select: 'SELECT 7 AS id', engineVersion });
  for (let version = 0; version <= 7; version++) {
    expect(await compareChecksum(await openSnapshot(shop, table, { version }))).toBe('agrees');
    const snapshot = await openSnapshot(shop, table, { version });
    expect(await readChecksum(shop.files, table, version)).toMatchObject({
      numFiles: snapshot.numFiles,
      tableSizeBytes: snapshot.bytes,
      protocol: snapshot.protocol,
      metadata: snapshot.metadata,
      transactions: snapshot.transactionActions,
      domains: [],
    });
  }
});

it('goes on without checksums, with damaged ones and with those of another commit', async () => {
  await createTable(shop, table, { select: 'SELECT 1 AS id', engineVersion });
  await append('SELECT 2 AS id', { transaction: { appId: 'app', version: 1 } });
  const first = await readFile(log(0, 'crc'), 'utf8');
  await writeFile(log(1, 'crc'), first);
  expect(await compareChecksum(await openSnapshot(shop, table))).toBe('differs');
  for (const spoiled of [null, '', '{', 'null', '{"numFiles":1}', first]) {
    const version = (await openSnapshot(shop, table)).version;
    if (spoiled === null) await rm(log(version, 'crc'));
    else await writeFile(log(version, 'crc'), spoiled);
    expect((await openTableState(shop, table)).transactions.get('app')).toBe(1);
    await append('SELECT 3 AS id');
  }
  // One full look at the table begins a new chain.
  const version = await deleteRows(shop, table, { where: 'id = 3', engineVersion });
  expect(await readChecksum(shop.files, table, version.version)).toMatchObject({ numFiles: 2 });
});

it('enables in-commit timestamps on a table that had none, and finds versions by time on both sides', async () => {
  await createTable(shop, table, { select: 'SELECT 0 AS id', engineVersion });
  await append('SELECT 1 AS id');
  await utimes(log(0), 1_000_000, 1_000_000);
  await utimes(log(1), 1_000_100, 1_000_100);
  await alterTable(
    shop,
    table,
    [{ kind: 'set-properties', properties: { 'delta.enableInCommitTimestamps': 'true' } }],
    engineVersion,
  );
  await append('SELECT 2 AS id');
  const [enabling, next] = [await actionsOf(2), await actionsOf(3)];
  const since = enabling[0]!.commitInfo.inCommitTimestamp as number;
  expect(since).toBeGreaterThan(1_000_100_000);
  expect(enabling.find((action) => action.metaData)!.metaData.configuration).toMatchObject({
    'delta.inCommitTimestampEnablementVersion': '2',
    'delta.inCommitTimestampEnablementTimestamp': String(since),
  });
  expect(enabling.find((action) => action.protocol)!.protocol.writerFeatures).toContain('inCommitTimestamp');
  expect(next[0]!.commitInfo.inCommitTimestamp).toBeGreaterThan(since);
  // A copy of the table has files of any age: from version 2 on they say nothing.
  await utimes(log(2), 2_000_000_000, 2_000_000_000);
  await utimes(log(3), 5, 5);
  const at = async (timestamp: number) => (await openSnapshot(shop, table, { timestamp })).version;
  expect(await at(1_000_000_500)).toBe(0);
  expect(await at(1_000_100_000)).toBe(1);
  expect(await at(since - 1)).toBe(1);
  expect(await at(since)).toBe(2);
  expect(await at(next[0]!.commitInfo.inCommitTimestamp)).toBe(3);
  expect((await openSnapshot(shop, table, { version: 1 })).timestamp).toBe(1_000_100_000);
  expect((await openSnapshot(shop, table, { version: 2 })).timestamp).toBe(since);
  expect(await codeOf(openSnapshot(shop, table, { timestamp: 999_000 }))).toBe('delta-timestamp-too-early');
});

/** What another engine does to a table when it turns row tracking on. */
async function trackRows(enabled: boolean): Promise<void> {
  const [, , metadata] = await actionsOf(0);
  const { version } = await openSnapshot(shop, table);
  const configuration = {
    ...metadata!.metaData.configuration,
    ...(enabled ? { 'delta.enableRowTracking': 'true' } : {}),
  };
  const features = ['appendOnly', 'deletionVectors', 'domainMetadata', 'invariants', 'rowTracking'];
  const lines = [
    { commitInfo: { timestamp: 0, operation: 'SET TBLPROPERTIES' } },
    {
      protocol: {
        minReaderVersion: 3,
        minWriterVersion: 7,
        readerFeatures: ['deletionVectors'],
        writerFeatures: features,
      },
    },
    { metaData: { ...metadata!.metaData, configuration } },
    {
      domainMetadata: {
        domain: 'delta.rowTracking',
        configuration: '{"rowIdHighWaterMark":99}',
        removed: false,
      },
    },
  ];
  await writeFile(log(version + 1), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

it('gives the rows of a table with row tracking ids that nobody had, also after a lost race', async () => {
  await createTable(shop, table, {
    select: 'SELECT range AS id FROM range(5)',
    properties: { 'delta.enableDeletionVectors': 'true' },
    engineVersion,
  });
  await trackRows(true);
  await append('SELECT range + 10 AS id FROM range(3)');
  await Promise.all([1, 2, 3].map((n) => append(`SELECT range + ${n} * 100 AS id FROM range(4)`)));
  await deleteRows(shop, table, { where: 'id = 11', engineVersion });
  const files = await (await openSnapshot(shop, table)).activeFiles();
  const given = files
    .filter((add) => add.baseRowId != null)
    .map((add) => [Number(add.baseRowId), JSON.parse(add.stats!).numRecords, add.defaultRowCommitVersion])
    .sort((a, b) => Number(a[0]) - Number(b[0]));
  expect(given).toEqual([
    [100, 3, 2],
    [103, 4, 3],
    [107, 4, 4],
    [111, 4, 5],
  ]);
  const { domains } = await openSnapshot(shop, table);
  expect(JSON.parse(domains[0]!.configuration)).toEqual({ rowIdHighWaterMark: 114 });
  expect(await readRows(shop, table)).toHaveLength(5 + 3 + 12 - 1);
});

it('refuses by name to write rows again whose ids the table promises to keep', async () => {
  await createTable(shop, table, { select: 'SELECT range AS id FROM range(5)', engineVersion });
  await append('SELECT 9 AS id');
  await trackRows(true);
  const before = (await readdir(table)).length;
  expect(await codeOf(deleteRows(shop, table, { where: 'id = 1', engineVersion }))).toBe(
    'delta-feature-unsupported',
  );
  expect(await codeOf(optimizeTable(shop, table, { engineVersion }))).toBe('delta-feature-unsupported');
  expect(await codeOf(updateRows(shop, table, { set: { id: '1' }, engineVersion }))).toBe(
    'delta-feature-unsupported',
  );
  expect((await readdir(table)).length).toBe(before);
  await deleteRows(shop, table, { where: 'id < 5', engineVersion });
  expect(await readRows(shop, table)).toEqual([{ id: '9' }]);
});

it('does not promise what it would not keep', async () => {
  const create = (properties: Record<string, string>) =>
    createTable(shop, table, { select: 'SELECT 1 AS id', properties, engineVersion });
  expect(await codeOf(create({ 'delta.enableRowTracking': 'true' }))).toBe('delta-property-unsupported');
  expect(await codeOf(create({ 'delta.feature.icebergCompatV2': 'supported' }))).toBe(
    'delta-property-unsupported',
  );
});
