import { utimes } from 'node:fs/promises';
import { expect, it } from 'vitest';
import {
  alterTable,
  appendRows,
  cleanLog,
  compactLog,
  createTable,
  deleteRows,
  openSnapshot,
  optimizeTable,
  overwriteTable,
  readCommit,
  restoreTable,
  vacuumTable,
  writeCheckpoint,
} from '../../../src/delta/index.ts';
import { DiagnosticError } from '../../../src/diagnostics/index.ts';
import { inWorkshop, shop, table } from '../support/in-workshop.ts';
import { engineVersion, readRows, type Workshop } from '../support/tables.ts';

const day = 86_400_000;
inWorkshop(async () => {
  await createTable(shop, table, {
    select: `SELECT range AS id, '_' || range % 2 AS _p FROM range(6)`,
    partitionColumns: ['_p'],
    properties: { 'delta.enableDeletionVectors': 'true' },
    engineVersion,
  });
});

/** The same ports, so many days later. */
function later(days: number): Workshop {
  return { ...shop, clock: { ...shop.clock, now: () => Date.now() + days * day } };
}

async function codeOf(run: Promise<unknown>): Promise<string> {
  const failure = await run.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DiagnosticError);
  return (failure as DiagnosticError).diagnostics[0]!.code;
}

it('vacuum takes what no version within the retention needs, and nothing else', async () => {
  await deleteRows(shop, table, { where: 'id = 0', engineVersion });
  await overwriteTable(shop, table, {
    select: `SELECT 9 AS id, '_x' AS _p`,
    partitionColumns: ['_p'],
    engineVersion,
  });
  await shop.files.putIfAbsent(`${table}/stray.parquet`, 'x');
  await shop.files.putIfAbsent(`${table}/_other/kept.parquet`, 'x');
  await shop.files.putIfAbsent(`${table}/.hidden`, 'x');
  expect((await vacuumTable(shop, table)).files).toEqual([]);
  expect(await codeOf(vacuumTable(shop, table, { retention: day }))).toBe('delta-retention-too-short');
  const dry = await vacuumTable(later(8), table, { dryRun: true });
  expect(dry.files.filter((name) => name.startsWith('_p=')).length).toBe(2);
  expect(dry.files).toContain('stray.parquet');
  expect(dry.files.some((name) => name.startsWith('deletion_vector_'))).toBe(true);
  expect(await readRows(shop, table, 1)).toHaveLength(5);
  expect((await vacuumTable(later(8), table)).files).toEqual(dry.files);
  expect(await readRows(shop, table)).toEqual([{ id: 9, _p: '_x' }]);
  expect(await shop.files.stat(`${table}/_other/kept.parquet`)).not.toBeNull();
  expect(await shop.files.stat(`${table}/.hidden`)).not.toBeNull();
  expect(await codeOf(restoreTable(shop, table, { version: 0 }, engineVersion))).toBe('delta-files-missing');
});

it('optimize packs files of a partition, drops deleted rows, and changes no data', async () => {
  for (let n = 0; n < 3; n++) {
    await appendRows(shop, table, { select: `SELECT ${100 + n}::BIGINT AS id, '_0' AS _p`, engineVersion });
  }
  await deleteRows(shop, table, { where: 'id = 1', engineVersion });
  const rows = await readRows(shop, table);
  const result = await optimizeTable(shop, table, { engineVersion });
  expect(result).toMatchObject({ removed: 5, added: 2 });
  expect(await readRows(shop, table)).toEqual(rows);
  const actions = (await readCommit(shop.files, table, result.version))!;
  expect(
    actions.some((action) => (action.kind === 'add' || action.kind === 'remove') && action.dataChange),
  ).toBe(false);
  const snapshot = await openSnapshot(shop, table);
  expect((await snapshot.activeFiles()).some((add) => add.deletionVector != null)).toBe(false);
  expect(await optimizeTable(shop, table, { engineVersion })).toMatchObject({
    version: result.version,
    removed: 0,
  });
});

it('reads by time: the newest version by then, with file times that grow', async () => {
  await appendRows(shop, table, { select: `SELECT 7::BIGINT AS id, '_0' AS _p`, engineVersion });
  await appendRows(shop, table, { select: `SELECT 8::BIGINT AS id, '_0' AS _p`, engineVersion });
  const log = (version: number) => `${table}/_delta_log/${String(version).padStart(20, '0')}.json`;
  // The second commit's file is older than the first's: a copied table.
  await utimes(log(0), 1000, 1000);
  await utimes(log(1), 500, 500);
  await utimes(log(2), 2000, 2000);
  const versionAt = async (timestamp: number) => (await openSnapshot(shop, table, { timestamp })).version;
  expect(await versionAt(1_000_000)).toBe(0);
  expect(await versionAt(1_000_001)).toBe(1);
  expect(await versionAt(1_999_999)).toBe(1);
  expect(await versionAt(9_999_999)).toBe(2);
  expect(await codeOf(openSnapshot(shop, table, { timestamp: 999_999 }))).toBe('delta-timestamp-too-early');
});

it('log clean-up keeps the checkpoint that retained versions need', async () => {
  for (let n = 1; n <= 4; n++) {
    await appendRows(shop, table, { select: `SELECT ${n}::BIGINT AS id, '_0' AS _p`, engineVersion });
  }
  await writeCheckpoint(shop, table, 1);
  await writeCheckpoint(shop, table, 3);
  const rows = await Promise.all([3, 4].map((version) => version)).then(async (versions) => {
    const all = [];
    for (const version of versions) all.push(await readRows(shop, table, version));
    return all;
  });
  expect(await cleanLog(shop, table)).toEqual([]);
  const removed = await cleanLog(later(31), table);
  expect(removed).toContain('00000000000000000001.checkpoint.parquet');
  expect(removed).not.toContain('00000000000000000003.json');
  expect([await readRows(shop, table, 3), await readRows(shop, table, 4)]).toEqual(rows);
  expect(await codeOf(readRows(shop, table, 2))).toBe('delta-version-missing');
});

it('compacts a stretch of the log into one file that stands for its commits', async () => {
  const own = `${shop.folder}/compacted`;
  await createTable(shop, own, {
    select: `SELECT range AS id, 'p' || range % 2 AS p FROM range(10)`,
    partitionColumns: ['p'],
    properties: { 'delta.enableDeletionVectors': 'true', 'delta.checkpointInterval': '100' },
    engineVersion,
  });
  await appendRows(shop, own, {
    select: `SELECT 50 AS id, 'p0' AS p`,
    transaction: { appId: 'a', version: 1 },
    engineVersion,
  });
  await deleteRows(shop, own, { where: 'id = 3', engineVersion });
  await deleteRows(shop, own, { where: 'id = 5', engineVersion });
  await alterTable(shop, own, [{ kind: 'add-column', column: ['more'], type: 'VARCHAR' }], engineVersion);
  await optimizeTable(shop, own, { engineVersion });
  await restoreTable(shop, own, { version: 2 }, engineVersion);
  const before = [];
  for (let version = 0; version <= 6; version++) before.push(await stateAt(own, version));
  expect(await compactLog(shop, own, { from: 1, to: 5 })).toBe(
    '00000000000000000001.00000000000000000005.compacted.json',
  );
  expect((await openSnapshot(shop, own)).segment.commits.map(({ from, to }) => [from, to])).toEqual([
    [0, 0],
    [1, 5],
    [6, 6],
  ]);
  for (let version = 0; version <= 6; version++) expect(await stateAt(own, version)).toEqual(before[version]);
  await expect(compactLog(shop, own, { from: 3, to: 9 })).rejects.toMatchObject({
    diagnostics: [{ code: 'delta-version-missing' }],
  });
});

async function stateAt(path: string, version: number) {
  const snapshot = await openSnapshot(shop, path, { version });
  const { protocol, metadata, transactionActions } = snapshot;
  const tombstones = await shop.session.rows(
    `SELECT path, "deletionVector" FROM (${snapshot.tombstonesSql}) ORDER BY ALL`,
  );
  return {
    protocol,
    metadata,
    transactionActions,
    files: await snapshot.activeFiles(),
    tombstones,
    rows: await readRows(shop, path, version),
  };
}
