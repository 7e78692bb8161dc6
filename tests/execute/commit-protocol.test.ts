import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  commitInfo,
  commitVersion,
  latestVersion,
  openSnapshot,
  readCommit,
  scanQuery,
} from '../../src/delta/index.ts';
import { manifestRecord, recordFile } from '../../src/environment/index.ts';
import { forwardTables } from '../../src/execute/forward.ts';
import { lakePath } from '../../src/execute/lake.ts';
import { readBase, readCommitted } from '../../src/execute/read-environment.ts';
import { decide, settle } from '../../src/execute/settle.ts';
import { undoTables } from '../../src/execute/undo.ts';
import { verifyTables } from '../../src/execute/verify-tables.ts';
import { intendRows, makeProtocolLake, type ProtocolLake, putIntent } from './protocol-lake.ts';

const nothing = { version: -1, token: null, removes: [] };
let world: ProtocolLake;

beforeEach(async () => {
  world = await makeProtocolLake();
});

afterEach(async () => {
  world.session.close();
  await world.database.close();
  await rm(world.lake.folder, { recursive: true, force: true });
});

function folderOf(table: string): string {
  return lakePath(world.lake, `prod/silver/${table}`);
}

async function rowsOf(table: string): Promise<number> {
  const snapshot = await openSnapshot({ files: world.lake.files, session: world.session }, folderOf(table));
  const [row] = await world.session.rows(`SELECT count(*) AS n FROM (${await scanQuery(snapshot)})`);
  return Number(row!.n);
}

/** A commit by somebody else, with or without a change of data. */
async function foreignCommit(table: string, dataChange: boolean): Promise<void> {
  const version = (await latestVersion(world.lake.files, folderOf(table))) + 1;
  const info = commitInfo({
    operation: 'WRITE',
    txnId: `foreign-${version}`,
    timestamp: Date.now(),
    engineVersion: '0',
  });
  const [first] = (await readCommit(world.lake.files, folderOf(table), version - 1))!.filter(
    (action) => action.kind === 'add',
  );
  await commitVersion(world.lake.files, folderOf(table), version, [
    info,
    ...(dataChange && first?.kind === 'add'
      ? [{ ...first, path: `copy-of-${first.path}`, dataChange: true }]
      : []),
  ]);
}

async function firstVersion(): Promise<void> {
  const tables = [await intendRows(world, 'a', 3, nothing), await intendRows(world, 'b', 4, nothing)];
  await decide(world.lake, await putIntent(world, 1, null, tables));
}

/** An intent for version 2 that replaces the rows of both tables. */
async function secondIntent() {
  const manifest = (await readCommitted(world.lake, 'prod'))!;
  const tables = [];
  for (const [name, rows] of [
    ['a', 5],
    ['b', 6],
  ] as const) {
    const pinned = manifest.models.get(`silver.${name}`)!.table!;
    const snapshot = await openSnapshot({ files: world.lake.files, session: world.session }, folderOf(name));
    const removes = (await snapshot.activeFiles()).map(
      ({ path, size, modificationTime, partitionValues, stats }) => ({
        path,
        size,
        modificationTime,
        partitionValues,
        stats: stats ?? null,
        deletionVector: null,
      }),
    );
    tables.push(
      await intendRows(world, name, rows, { version: pinned.version, token: pinned.token, removes }),
    );
  }
  return putIntent(world, 2, 1, tables);
}

describe('the commit protocol', () => {
  it('gives every table of a version exactly one commit, however often it is brought forward', async () => {
    const tables = [await intendRows(world, 'a', 3, nothing), await intendRows(world, 'b', 4, nothing)];
    const intent = await putIntent(world, 1, null, tables);
    const [one, two] = await Promise.all([
      forwardTables(world.lake, intent),
      forwardTables(world.lake, intent),
    ]);
    expect(one.kind).toBe('done');
    expect(two).toEqual(one);
    await decide(world.lake, intent);
    expect(await latestVersion(world.lake.files, folderOf('a'))).toBe(0);
    expect(await rowsOf('a')).toBe(3);
    expect(await rowsOf('b')).toBe(4);
  });

  it('finishes a version whose process stopped after its intent', async () => {
    const intent = await putIntent(world, 1, null, [await intendRows(world, 'a', 3, nothing)]);
    expect(await readCommitted(world.lake, 'prod')).toBeNull();
    const settled = await settle(world.lake, 'prod');
    expect(settled.kind).toBe('finished');
    expect((await readCommitted(world.lake, 'prod'))!.record.version).toBe(intent.version);
    expect((await settle(world.lake, 'prod')).kind).toBe('nothing');
  });

  it('links a staged file again from its build where it has been lost', async () => {
    const table = await intendRows(world, 'a', 3, nothing);
    await putIntent(world, 1, null, [table]);
    await rm(`${folderOf('a')}/${table.adds[0]!.path}`);
    expect((await settle(world.lake, 'prod')).kind).toBe('finished');
    expect(await rowsOf('a')).toBe(3);
  });

  it('takes a version back where a staged file and its build are both gone', async () => {
    await firstVersion();
    const intent = await secondIntent();
    const lost = intent.tables[1]!.adds[0]!;
    await rm(`${folderOf('b')}/${lost.path}`);
    await rm(lakePath(world.lake, lost.origin));
    const settled = await settle(world.lake, 'prod');
    expect(settled.kind).toBe('taken-back');
    expect(await rowsOf('a')).toBe(3);
    expect(await rowsOf('b')).toBe(4);
    expect((await readCommitted(world.lake, 'prod'))!.record.version).toBe(1);
  });

  it('takes a version back where somebody else wrote to one of its tables in between, and keeps their rows', async () => {
    await firstVersion();
    const intent = await secondIntent();
    await foreignCommit('b', true);
    const record = await decide(world.lake, intent);
    expect(record.status).toBe('aborted');
    expect(record.reason).toContain('silver.b');
    expect(await rowsOf('a')).toBe(3);
    const log = await readCommit(world.lake.files, folderOf('b'), 1);
    expect(log!.some((action) => action.kind === 'add' && action.path.startsWith('copy-of-'))).toBe(true);
  });

  it('lets a commit without data change pass', async () => {
    await firstVersion();
    const intent = await secondIntent();
    await foreignCommit('b', false);
    expect((await decide(world.lake, intent)).status).toBe('committed');
    expect(await rowsOf('b')).toBe(6);
  });

  it('keeps a frozen process from committing what has been taken back', async () => {
    await firstVersion();
    const intent = await secondIntent();
    const aborted = manifestRecord.parse({
      ...(await readCommitted(world.lake, 'prod'))!.record,
      version: 2,
      parent: 1,
      status: 'aborted',
      reason: 'the test says so',
      token: 'other',
      tables: [],
      chunks: [],
    });
    await world.lake.files.putIfAbsent(lakePath(world.lake, recordFile('prod', 2)), JSON.stringify(aborted));
    await undoTables(world.lake, intent);
    // The process that had the intent wakes up now.
    const record = await decide(world.lake, intent);
    expect(record.status).toBe('aborted');
    expect(await rowsOf('a')).toBe(3);
    expect(await rowsOf('b')).toBe(4);
  });

  it('settles an aborted version once, and finds its tables as they were', async () => {
    await firstVersion();
    const intent = await secondIntent();
    await foreignCommit('b', true);
    await decide(world.lake, intent);
    const before = await latestVersion(world.lake.files, folderOf('a'));
    await undoTables(world.lake, intent);
    await settle(world.lake, 'prod');
    expect(await latestVersion(world.lake.files, folderOf('a'))).toBe(before);
    const manifest = await readCommitted(world.lake, 'prod');
    const check = await verifyTables(world.lake, 'prod', 'first', manifest, ['silver.a'], new Set());
    expect(check.diagnostics).toEqual([]);
    const foreign = await verifyTables(world.lake, 'prod', 'first', manifest, ['silver.b'], new Set());
    expect(foreign.diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['table-moved']);
  });

  it('makes an empty table, never a log without a schema, where the first version of a table is taken back', async () => {
    const table = await intendRows(world, 'a', 3, nothing);
    const intent = await putIntent(world, 1, null, [table]);
    await rm(`${folderOf('a')}/${table.adds[0]!.path}`);
    await rm(lakePath(world.lake, table.adds[0]!.origin));
    expect((await decide(world.lake, intent)).status).toBe('aborted');
    expect(await rowsOf('a')).toBe(0);
    const check = await verifyTables(world.lake, 'prod', 'first', null, ['silver.a'], new Set());
    expect(check.diagnostics).toEqual([]);
    expect(check.bases.get('silver.a')!.version).toBe(0);
  });

  it('plans on the version that stands, numbered after the newest, and not beside one that is under way', async () => {
    expect(await readBase(world.lake, 'prod')).toEqual({ head: 0, incarnation: null, manifest: null });
    await firstVersion();
    const intent = await secondIntent();
    await expect(readBase(world.lake, 'prod')).rejects.toMatchObject({ exitCode: 4 });
    await foreignCommit('b', true);
    await decide(world.lake, intent);
    const base = await readBase(world.lake, 'prod');
    expect(base.head).toBe(2);
    expect(base.manifest!.record.version).toBe(1);
    expect(base.incarnation).toBe('first');
  });

  it('takes a version back where a commit after its base is gone, and marks the table, whose rows nobody knows', async () => {
    await firstVersion();
    const intent = await secondIntent();
    await foreignCommit('b', false);
    await foreignCommit('b', false);
    await rm(`${folderOf('b')}/_delta_log/${'1'.padStart(20, '0')}.json`);
    const record = await decide(world.lake, intent);
    expect(record.status).toBe('aborted');
    expect(record.reason).toContain('is gone');
    const manifest = await readCommitted(world.lake, 'prod');
    const { bases } = await verifyTables(
      world.lake,
      'prod',
      'first',
      manifest,
      ['silver.a', 'silver.b'],
      new Set(),
    );
    expect(bases.get('silver.a')!.damaged).toBe(false);
    expect(bases.get('silver.b')!.damaged).toBe(true);
  });

  it('leaves a table alone whose log is gone altogether', async () => {
    await firstVersion();
    const intent = await secondIntent();
    await rm(folderOf('b'), { recursive: true });
    expect((await decide(world.lake, intent)).status).toBe('aborted');
    expect(await latestVersion(world.lake.files, folderOf('b'))).toBe(-1);
    expect(await rowsOf('a')).toBe(3);
  });

  it('doubles no row where somebody rewrote what a version had added before it was taken back', async () => {
    await firstVersion();
    const intent = await secondIntent();
    const ours = intent.tables[0]!.adds[0]!;
    await foreignCommit('b', true);
    const forward = await forwardTables(world.lake, intent);
    expect(forward.kind).toBe('impossible');
    const theirs = `compacted-${ours.path}`;
    await world.lake.files.link(`${folderOf('a')}/${ours.path}`, `${folderOf('a')}/${theirs}`);
    const { origin: _, stats, deletionVector: __, ...file } = ours;
    await commitVersion(world.lake.files, folderOf('a'), 2, [
      commitInfo({ operation: 'OPTIMIZE', txnId: 'theirs', timestamp: Date.now(), engineVersion: '0' }),
      { kind: 'remove', path: ours.path, deletionTimestamp: Date.now(), dataChange: false },
      { kind: 'add', ...file, path: theirs, dataChange: false, ...(stats === null ? {} : { stats }) },
    ]);
    await settle(world.lake, 'prod');
    expect(await rowsOf('a')).toBe(5);
    const manifest = await readCommitted(world.lake, 'prod');
    const { bases } = await verifyTables(world.lake, 'prod', 'first', manifest, ['silver.a'], new Set());
    expect(bases.get('silver.a')!.damaged).toBe(true);
  });

  it('marks a table whose old files are gone, so that the next apply makes it again', async () => {
    await firstVersion();
    const intent = await secondIntent();
    await forwardTables(world.lake, intent);
    const old = intent.tables[0]!.removes[0]!;
    await rm(`${folderOf('a')}/${old.path}`);
    const aborted = {
      ...(await readCommitted(world.lake, 'prod'))!.record,
      version: 2,
      parent: 1,
      status: 'aborted',
      reason: 'test',
      tables: [],
      chunks: [],
    };
    await world.lake.files.putIfAbsent(lakePath(world.lake, recordFile('prod', 2)), JSON.stringify(aborted));
    await settle(world.lake, 'prod');
    const manifest = await readCommitted(world.lake, 'prod');
    const check = await verifyTables(
      world.lake,
      'prod',
      'first',
      manifest,
      ['silver.a', 'silver.b'],
      new Set(),
    );
    expect(check.bases.get('silver.a')!.damaged).toBe(true);
    expect(check.bases.get('silver.b')!.damaged).toBe(false);
    expect(await rowsOf('b')).toBe(4);
  });
});
