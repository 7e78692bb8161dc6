import { randomUUID } from 'node:crypto';
import {
  commitInfo,
  commitVersion,
  latestVersion,
  newTableActions,
  readCommit,
  schemaOf,
} from '../../../src/delta/index.ts';
import { DiagnosticError } from '../../../src/diagnostics/index.ts';
import {
  definitionFile,
  type IntendedTable,
  intentFile,
  intent as intentForm,
  manifestRecord,
  recordFile,
  transactionApp,
  undoApp,
} from '../../../src/environment/index.ts';
import { commitIntent } from '../../../src/execute/commit-intent.ts';
import { type Lake, lakePath, readLakeJson } from '../../../src/execute/lake.ts';
import { readBase } from '../../../src/execute/read-environment.ts';
import { settle, settlePlanned } from '../../../src/execute/settle.ts';
import { stageFiles } from '../../../src/execute/staged-files.ts';
import { verifyTables } from '../../../src/execute/verify-tables.ts';
import type { Files } from '../../../src/ports/index.ts';
import type { LogEntry, ModelState } from './model.ts';

const environment = 'prod';
const incarnation = 'first';
const names = ['silver.a', 'silver.b'] as const;
const definition = 'a'.repeat(64);

/** A lake in which two tables stand, empty, that no version knows of yet. */
export async function makeLake(files: Files, folder: string): Promise<Lake> {
  const lake: Lake = {
    folder,
    files,
    clock: { now: () => Date.now(), uuid: () => randomUUID() },
    actor: { user: 'tester', host: 'bench', pid: 1 },
    project: { name: 'test', git: null },
  };
  for (const name of names) {
    const schema = schemaOf([{ name: 'n', type: 'INTEGER' }]);
    await commitVersion(files, tableFolder(lake, name), 0, [
      commitInfo({ operation: 'CREATE TABLE', txnId: randomUUID(), timestamp: 0, engineVersion: '0' }),
      ...newTableActions({ schema }, randomUUID(), 0),
    ]);
  }
  await files.putIfAbsent(lakePath(lake, definitionFile(definition)), '{}');
  return lake;
}

function tablePath(name: string): string {
  return `${environment}/${name.replace('.', '/')}`;
}

function tableFolder(lake: Lake, name: string): string {
  return lakePath(lake, tablePath(name));
}

/** What `lode apply` does of the protocol, over any table that it finds; `raw` is for what is no step: building, and reading versions that never change. */
export async function runApply(lake: Lake, raw: Lake): Promise<string> {
  try {
    await settle(lake, environment);
    const { head, manifest } = await readBase(lake, environment);
    await settlePlanned(lake, environment, head, manifest);
    const { bases } = await verifyTables(lake, environment, incarnation, manifest, names, new Set(names));
    const tables: IntendedTable[] = [];
    for (const name of names) tables.push(await intend(raw, name, bases.get(name)!));
    await commitIntent(
      lake,
      intentForm.parse({
        formatVersion: '1.0',
        environment,
        incarnation,
        version: head + 1,
        parent: manifest?.record.version ?? null,
        token: randomUUID(),
        target: 'mock',
        project: lake.project,
        by: lake.actor,
        createdAt: new Date().toISOString(),
        tables,
        models: names.map((name) => ({
          name,
          layer: 'silver',
          kind: 'full',
          definition,
          computation: 'b'.repeat(64),
          ranges: [],
          builds: [],
          inputs: [],
          content: randomUUID(),
          rows: null,
          bytes: null,
          overrule: null,
        })),
        keepTable: [],
        removed: [],
      }),
    );
    return 'committed';
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const [diagnostic] = error.diagnostics;
    if (diagnostic?.code === 'version-aborted') return 'aborted';
    if (diagnostic?.code === 'environment-moved') return 'moved';
    throw error;
  }
}

export async function runRecovery(lake: Lake): Promise<string> {
  await settle(lake, environment);
  return 'done';
}

async function intend(
  lake: Lake,
  name: string,
  base: { readonly version: number; readonly token: string | null },
): Promise<IntendedTable> {
  const origin = `_builds/${randomUUID()}.parquet`;
  await lake.files.putIfAbsent(lakePath(lake, origin), 'rows');
  const path = tablePath(name);
  const file = { origin, size: 4, rows: 1, partitionValues: {}, stats: null };
  return {
    model: name,
    id: 'table',
    path,
    baseVersion: base.version,
    baseToken: base.token,
    adds: await stageFiles(lake, path, [file]),
    removes: (await liveFiles(lake, name, base.version)).map((live) => ({
      path: live,
      size: 4,
      modificationTime: 0,
      partitionValues: {},
      stats: null,
      deletionVector: null,
    })),
    set: { protocol: null, metaData: null },
    before: { protocol: null, metaData: null },
    conflicts: 'replace',
    operation: { name: 'WRITE', parameters: {}, metrics: {} },
  };
}

/** The table's files at a version, by replay. Throws where a commit removes what is not there, or adds what is. */
export async function liveFiles(
  lake: Lake,
  name: string,
  at = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  const live = new Set<string>();
  const head = await latestVersion(lake.files, tableFolder(lake, name));
  for (let version = 0; version <= Math.min(head, at); version++) {
    for (const action of (await readCommit(lake.files, tableFolder(lake, name), version))!) {
      if (action.kind === 'remove' && !live.delete(action.path))
        throw new Error(`version ${version} of ${name} removes ${action.path}, which is not there`);
      if (action.kind === 'add') {
        if (live.has(action.path)) throw new Error(`version ${version} of ${name} adds ${action.path} twice`);
        live.add(action.path);
      }
    }
  }
  return [...live];
}

/** Somebody else appends a file to a table. */
export async function commitExternally(lake: Lake, table: number): Promise<void> {
  const folder = tableFolder(lake, names[table]!);
  const version = (await latestVersion(lake.files, folder)) + 1;
  const path = `external-${randomUUID()}.parquet`;
  await lake.files.putIfAbsent(`${folder}/${path}`, 'rows');
  const put = await commitVersion(lake.files, folder, version, [
    commitInfo({ operation: 'WRITE', txnId: randomUUID(), timestamp: 0, engineVersion: '0' }),
    {
      kind: 'add',
      path,
      partitionValues: {},
      size: 4,
      modificationTime: 0,
      dataChange: true,
    },
  ]);
  if (!put) throw new Error('nobody else commits at this moment');
}

/** What a lake shares, in the words of the model. */
export async function sharedState(lake: Lake): Promise<Pick<ModelState, 'logs' | 'intents' | 'outcomes'>> {
  const logs: LogEntry[][] = [];
  for (const name of names) {
    const log: LogEntry[] = [];
    const head = await latestVersion(lake.files, tableFolder(lake, name));
    for (let version = 1; version <= head; version++) log.push(await entryOf(lake, name, version));
    logs.push(log);
  }
  const intents: Record<number, { bases: number[] }> = {};
  const outcomes: Record<number, 'committed' | 'aborted'> = {};
  for (let version = 1; ; version++) {
    const intent = await readLakeJson(lake, intentFile(environment, version), intentForm);
    if (intent === null) return { logs, intents, outcomes };
    intents[version] = { bases: intent.tables.map((table) => table.baseVersion) };
    const record = await readLakeJson(lake, recordFile(environment, version), manifestRecord);
    if (record !== null) outcomes[version] = record.status;
  }
}

async function entryOf(lake: Lake, name: string, version: number): Promise<LogEntry> {
  const actions = (await readCommit(lake.files, tableFolder(lake, name), version))!;
  const transactions = actions.filter((action) => action.kind === 'txn');
  const of = (app: string) => transactions.find((action) => action.appId === app)?.version;
  const forward = of(transactionApp(environment, incarnation));
  const undo = of(undoApp(environment, incarnation));
  if (forward === undefined && undo === undefined) return { x: 1 };
  if (undo === undefined) return { f: Number(forward) };
  return forward === undefined ? { u: Number(undo) } : { u: Number(undo), v: Number(forward) };
}
