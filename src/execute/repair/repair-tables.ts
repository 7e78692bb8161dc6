import {
  type AddAction,
  closeSnapshot,
  commitVersion,
  decodePath,
  type MetadataAction,
  newTableActions,
  openSnapshot,
  schemaOf,
} from '../../delta/index.ts';
import { DiagnosticError } from '../../diagnostics/index.ts';
import {
  canonicalJson,
  type IntendedTable,
  type Intent,
  intentFile,
  intent as intentForm,
  type ManifestModel,
  type ManifestRecord,
  manifestRecord,
  type PinnedTable,
  recordFile,
} from '../../environment/index.ts';
import { EngineError, type Session } from '../../ports/index.ts';
import { commitIntent, intentAfter } from '../commit-intent.ts';
import type { CheckedVersions } from '../fsck/check-versions.ts';
import { intendedFile } from '../intended-file.ts';
import { type Lake, lakePath, momentOf } from '../lake.ts';
import { readDefinition } from '../read-environment.ts';
import { recordOf } from '../settle.ts';
import { fenceActions, forwardActions, headVersion, putCommit, readCommits } from '../table-log.ts';
import { setAside } from './set-aside.ts';

/** Where a build, or another table, still has what a lost file held, by the word of the intent that added it; null where nothing has. */
export async function originOf(
  lake: Lake,
  { intents }: CheckedVersions,
  path: string,
  file: string,
): Promise<string | null> {
  for (const intent of intents.values()) {
    for (const table of intent.tables) {
      if (table.path !== path) continue;
      const add = table.adds.find((each) => each.path === file);
      if (add === undefined) continue;
      const found = await lake.files.stat(lakePath(lake, add.origin));
      if (found !== null && found.size === add.size) return add.origin;
    }
  }
  return null;
}

export async function relinkFile(lake: Lake, path: string, file: string, origin: string): Promise<void> {
  const relative = `${path}/${decodePath(file).path}`;
  // A link of what is damaged is damaged itself.
  await setAside(lake, relative);
  await lake.files.link(lakePath(lake, origin), lakePath(lake, relative));
  await lake.files.sync(lakePath(lake, path));
}

/** The version of the environment that made a commit which is lost, where its intent says all that the commit said; null where nobody knows. */
export function writerOf(
  { intents, records }: CheckedVersions,
  path: string,
  version: number,
): number | null {
  for (const record of records.values()) {
    const committed = record.tables.find(({ table }) => table.path === path && table.version === version);
    const intended = intents.get(record.version)?.tables.some((table) => table.path === path);
    if (committed !== undefined && intended === true) return record.version;
  }
  return null;
}

/** Puts a lost commit back as it was: what it did stands in the intent, its token in the record. */
export async function rewriteCommit(
  lake: Lake,
  environment: CheckedVersions,
  path: string,
  version: number,
  of: number,
): Promise<void> {
  const intent = environment.intents.get(of)!;
  const record = environment.records.get(of)!;
  const table = intent.tables.find((each) => each.path === path)!;
  const { token } = record.tables.find((each) => each.table.path === path)!.table;
  await setAside(lake, logFile(path, version));
  const actions = forwardActions(intent, table, token, Date.parse(record.committedAt));
  await commitVersion(lake.files, lakePath(lake, path), version, actions);
}

function logFile(path: string, version: number): string {
  return `${path}/_delta_log/${version.toString().padStart(20, '0')}.json`;
}

/** Puts an empty commit in the place of a lost one that nobody can tell of; in the place of the first one a commit that makes the table, empty. */
export async function fillCommit(
  lake: Lake,
  record: ManifestRecord,
  model: ManifestModel,
  version: number,
): Promise<void> {
  const table = model.table!;
  const stub = await stubOf(lake, table, model, version - 1);
  const intent = intentAfter(lake, record, record.version, { tables: [stub] });
  const actions = fenceActions(intent, stub, lake.clock.uuid(), lake.clock.now(), {
    isNew: version === 0,
    damaged: true,
  });
  await setAside(lake, logFile(table.path, version));
  await commitVersion(lake.files, lakePath(lake, table.path), version, actions);
}

async function stubOf(
  lake: Lake,
  table: PinnedTable,
  model: ManifestModel,
  baseVersion: number,
): Promise<IntendedTable> {
  const { columns, partitionedBy } = await readDefinition(lake, model.definition);
  const wanted = { schema: schemaOf(columns), partitionColumns: partitionedBy };
  const [protocol, metaData] = newTableActions(wanted, table.id, lake.clock.now());
  const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as IntendedTable['set']['protocol'];
  return {
    model: model.name,
    id: table.id,
    path: table.path,
    baseVersion,
    baseToken: null,
    adds: [],
    removes: [],
    set: { protocol: json(protocol), metaData: json(metaData) },
    before: { protocol: null, metaData: null },
    conflicts: 'replace',
    operation: { name: 'EMPTY COMMIT', parameters: {}, metrics: {} },
  };
}

/** Marks tables in a version of its own that is taken back at once: the next apply looks for marks behind such a version, and makes the tables anew. */
export async function markTables(
  lake: Lake,
  standing: ManifestRecord,
  head: number,
  models: readonly ManifestModel[],
): Promise<void> {
  const tables: IntendedTable[] = [];
  for (const model of models) {
    const version = await headVersion(lake.files, lakePath(lake, model.table!.path));
    tables.push(await stubOf(lake, model.table!, model, version));
  }
  const intent = intentAfter(lake, standing, head, { tables });
  const path = lakePath(lake, intentFile(intent.environment, intent.version));
  if (!(await lake.files.putIfAbsent(path, canonicalJson(intentForm.parse(intent))))) return;
  const record: ManifestRecord = {
    ...recordOf(lake, intent),
    status: 'aborted',
    reason: `Tables that are damaged are marked: ${models.map((model) => model.name).join(', ')}.`,
    committedAt: momentOf(lake.clock.now()),
    tables: [],
    base: null,
    hidden: [],
    expiresAt: null,
    ended: false,
    chunks: [],
  };
  await lake.files.putIfAbsent(
    lakePath(lake, recordFile(intent.environment, intent.version)),
    canonicalJson(manifestRecord.parse(record)),
  );
  for (const table of tables) await mark(lake, intent, table);
}

async function mark(lake: Lake, intent: Intent, table: IntendedTable): Promise<void> {
  const folder = lakePath(lake, table.path);
  for (;;) {
    const head = await headVersion(lake.files, folder);
    const token = lake.clock.uuid();
    const actions = fenceActions(intent, table, token, lake.clock.now(), { isNew: false, damaged: true });
    if (await putCommit(lake.files, folder, head + 1, actions, token)) return;
  }
}

/** Brings an environment to what it held at a version that is whole, by a version of its own: each table gets the files back that it had then. */
export async function restoreVersion(
  lake: Lake,
  session: Session,
  environment: CheckedVersions,
  to: number,
): Promise<void> {
  const record = environment.records.get(to)!;
  const changed: { model: ManifestModel; table: IntendedTable }[] = [];
  for (const model of environment.models.get(to)!) {
    if (model.table === null) continue;
    const table = await backTo(lake, session, model);
    if (table !== null) changed.push({ model, table });
  }
  await commitIntent(
    lake,
    intentAfter(lake, record, environment.head, {
      tables: changed.map(({ table }) => table),
      models: changed.map(({ model: { table: _, ...draft } }) => draft),
      rollbackTo: to,
    }),
  );
}

async function backTo(lake: Lake, session: Session, model: ManifestModel): Promise<IntendedTable | null> {
  const { path, id, version } = model.table!;
  const folder = lakePath(lake, path);
  const head = await headVersion(lake.files, folder);
  if (head === version) return null;
  const then = await stateAt(lake, session, folder, version);
  const now = await stateAt(lake, session, folder, head);
  const { commits } = await readCommits(lake.files, folder, head, head);
  if (then === null || now === null) return null;
  const present = new Set(now.adds.map((add) => add.path));
  const wanted = new Set(then.adds.map((add) => add.path));
  const adds = then.adds.filter((add) => !present.has(add.path));
  const removes = now.adds.filter((add) => !wanted.has(add.path));
  const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as IntendedTable['set']['metaData'];
  const sameForm = canonicalJson(then.metadata) === canonicalJson(now.metadata);
  if (adds.length + removes.length === 0 && sameForm) return null;
  return {
    model: model.name,
    id,
    path,
    baseVersion: head,
    baseToken: commits[0]?.token ?? null,
    adds: adds.map((add) => ({ ...intendedFile(add), origin: `${path}/${decodePath(add.path).path}` })),
    removes: removes.map(intendedFile),
    set: { protocol: null, metaData: sameForm ? null : json(then.metadata) },
    before: { protocol: null, metaData: sameForm ? null : json(now.metadata) },
    conflicts: 'replace',
    operation: { name: 'RESTORE', parameters: { version: String(version) }, metrics: {} },
  };
}

interface TableState {
  readonly adds: readonly AddAction[];
  readonly metadata: MetadataAction;
}

/** A table at a version; null where it cannot be read. */
export async function stateAt(
  lake: Lake,
  session: Session,
  folder: string,
  version: number,
): Promise<TableState | null> {
  try {
    const snapshot = await openSnapshot({ files: lake.files, session }, folder, { version });
    try {
      return { adds: await snapshot.activeFiles(), metadata: snapshot.metadata };
    } finally {
      await closeSnapshot(snapshot);
    }
  } catch (error) {
    if (error instanceof DiagnosticError || error instanceof EngineError) return null;
    throw error;
  }
}
