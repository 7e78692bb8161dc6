import {
  type AddAction,
  closeSnapshot,
  newTableActions,
  openSnapshot,
  type TableDefinition,
} from '../delta/index.ts';
import {
  currentFormat,
  definitionFile,
  encodeDefinition,
  type IntendedFile,
  type IntendedTable,
  type Intent,
  intent as intentForm,
  type Manifest,
  type ManifestModelDraft,
  type ManifestRecord,
  ownsTable,
  type PinnedEnvironment,
  type StagedFile,
  tablePath,
} from '../environment/index.ts';
import type { Session } from '../ports/index.ts';
import { adaptTable, samePartitions, withStandingColumns, withStandingTypes } from './adapt-table.ts';
import { commitIntent } from './commit-intent.ts';
import { type Lake, lakePath, momentOf } from './lake.ts';
import type { BaseOfUpdate, NewFile, RowChange } from './row-change.ts';
import { runAtOnce } from './schedule.ts';
import { stageChanges, stageFiles } from './staged-files.ts';
import { type DefinedModel, isStored } from './step.ts';
import { tableDefinition } from './table-definition.ts';
import type { TableBase } from './verify-tables.ts';

/** Files that are made at the same time: each waits for a disk, or for a store's answer. */
const filesAtOnce = 8;

/** A model as it is to stand after the commit. */
export interface Outcome {
  readonly step: DefinedModel;
  readonly draft: ManifestModelDraft;
  readonly rows: RowChange;
}

export interface VersionRequest {
  readonly environment: string;
  readonly incarnation: string;
  readonly target: string;
  readonly parent: Manifest | null;
  /** The number of the newest version, committed or aborted; 0 for none. */
  readonly head: number;
  readonly outcomes: readonly Outcome[];
  readonly removed: readonly string[];
  /** Models of its own that it reads from its base again. */
  readonly returned: readonly string[];
  readonly bases: ReadonlyMap<string, TableBase>;
  readonly retentionDays: number;
  /** See the manifest. */
  readonly base: PinnedEnvironment | null;
  readonly expiresAt: string | null;
  /** The version that this one goes back to; null for one that goes on. */
  readonly rollbackTo: number | null;
}

/**
 * STAGE, INTENT, FORWARD: makes one version of an environment. Gives its record when it is committed. Rejects with exit 4 where another process took
 * the version, or where the version had to be taken back.
 */
export async function commitModels(
  lake: Lake,
  session: Session,
  request: VersionRequest,
): Promise<ManifestRecord> {
  const version = request.head + 1;
  const definitions = new Map(request.outcomes.map(({ step }) => [step.definitionHash, step.definition]));
  await runAtOnce([...definitions], filesAtOnce, async ([hash, definition]) => {
    const path = lakePath(lake, definitionFile(hash));
    // One that is there already is in use again: cleaning up leaves alone what is young.
    if (!(await lake.files.putIfAbsent(path, encodeDefinition(definition)))) await lake.files.touch(path);
  });
  const staged = await runAtOnce(request.outcomes, filesAtOnce, (outcome) =>
    stageFiles(lake, pathOf(request, outcome), outcome.rows.kind === 'none' ? [] : outcome.rows.files),
  );
  const changes = await runAtOnce(request.outcomes, filesAtOnce, (outcome) =>
    stageChanges(
      lake,
      pathOf(request, outcome),
      outcome.rows.kind === 'update' ? (outcome.rows.changes ?? []) : [],
    ),
  );
  const tables: IntendedTable[] = [];
  for (const [index, outcome] of request.outcomes.entries()) {
    const table = await intendTable(lake, session, request, outcome, staged[index]!);
    if (table === null) continue;
    tables.push(changes[index]!.length === 0 ? table : { ...table, changes: changes[index]! });
  }
  const createdAt = momentOf(lake.clock.now());
  const committing = new Set(tables.map((table) => table.model));
  const intent: Intent = intentForm.parse({
    formatVersion: currentFormat,
    environment: request.environment,
    incarnation: request.incarnation,
    version,
    parent: request.parent?.record.version || null,
    token: lake.clock.uuid(),
    target: request.target,
    project: lake.project,
    by: lake.actor,
    createdAt,
    tables,
    models: request.outcomes.map((outcome) => stamped(outcome.draft, version, createdAt)),
    keepTable: request.outcomes
      .filter((outcome) => isStored(outcome.step.kind) && !committing.has(outcome.step.name))
      .map((outcome) => outcome.step.name),
    pins: inheritedPins(request),
    removed: [...request.removed, ...request.returned],
    base: request.base,
    hidden: hiddenModels(request),
    expiresAt: request.expiresAt,
    ended: false,
    rollbackTo: request.rollbackTo,
  });
  return commitIntent(lake, intent);
}

/** What is found of a source's schema is known since the version that first holds rows of it. */
function stamped(draft: ManifestModelDraft, version: number, at: string): ManifestModelDraft {
  const drift = draft.drift.map(({ relation, entries }) => ({
    relation,
    entries: entries.map((entry) => (entry.since === null ? { ...entry, since: { version, at } } : entry)),
  }));
  return { ...draft, drift };
}

/** Tables of the base that models of the environment's own go on reading as they are. */
function inheritedPins({ parent, outcomes }: VersionRequest): Intent['pins'] {
  return outcomes.flatMap(({ step, rows }) => {
    const table = parent?.models.get(step.key)?.table ?? null;
    const stays = rows.kind === 'none' && table !== null && !parent!.own.has(step.key);
    return stays ? [{ model: step.name, table }] : [];
  });
}

/** Models of the base that are not to be seen: those that leave, less those that come. */
function hiddenModels({ parent, base, removed, outcomes }: VersionRequest): string[] {
  if (base === null) return [];
  const hidden = new Set([...(parent?.record.hidden ?? []), ...removed].map((name) => name.toLowerCase()));
  for (const { step } of outcomes) hidden.delete(step.key);
  return [...hidden].sort();
}

/** The model's table: the one that it has in this environment, or a new one. */
function pathOf({ parent, environment, incarnation }: VersionRequest, { step }: Outcome): string {
  const standing = parent?.models.get(step.key)?.table ?? null;
  return standing !== null && ownsTable(environment, standing.path)
    ? standing.path
    : tablePath(environment, incarnation, step.name);
}

/** What the version does to a model's table; null where it stays as it is. */
async function intendTable(
  lake: Lake,
  session: Session,
  request: VersionRequest,
  outcome: Outcome,
  adds: readonly StagedFile[],
): Promise<IntendedTable | null> {
  const { step, rows } = outcome;
  if (!isStored(step.kind)) return null;
  const standing = request.parent?.models.get(step.key)?.table ?? null;
  const owned = standing !== null && ownsTable(request.environment, standing.path);
  if (standing !== null && !owned && rows.kind === 'none') return null;
  const path = pathOf(request, outcome);
  const base = request.bases.get(step.key) ?? { version: -1, token: null, damaged: false };
  const now = lake.clock.now();
  const defined = tableDefinition(step, request.retentionDays);
  const linkedFrom = rows.kind === 'replace' ? rows.linkedFrom : undefined;
  const wanted = linkedFrom === undefined ? defined : withStandingTypes(step.name, defined, linkedFrom);
  if (base.version < 0) {
    if (rows.kind === 'none') return null;
    const id = lake.clock.uuid();
    const [protocol, metaData] = newTableActions(wanted, id, now);
    return {
      ...replacement(path, step, adds, []),
      id,
      baseVersion: -1,
      baseToken: null,
      set: { protocol: asJson(protocol), metaData: asJson(metaData) },
      before: { protocol: null, metaData: null },
      operation: operationOf(
        { name: 'CREATE TABLE AS SELECT', parameters: { isManaged: 'false' } },
        wanted,
        rows.files,
      ),
    };
  }
  const known = rows.kind === 'update' ? rows.base : undefined;
  const table =
    known?.version === base.version ? known : await readTable(lake, session, path, base.version, rows);
  if (rows.kind !== 'replace' && !samePartitions(table.metadata, wanted))
    throw new Error(`${step.name}: files that stand cannot be partitioned otherwise`);
  const stays = rows.kind === 'replace' ? wanted : withStandingColumns(step.name, wanted, table.schema);
  const { protocol, metaData } = adaptTable(table.protocol, table.metadata, stays, now);
  if (rows.kind === 'none' && protocol === null && metaData === null) return null;
  const { gone } = table;
  return {
    ...replacement(path, step, adds, gone),
    id: table.metadata.id,
    baseVersion: base.version,
    baseToken: base.token,
    set: { protocol: asJson(protocol), metaData: asJson(metaData) },
    before: { protocol: null, metaData: metaData === null ? null : asJson(table.metadata) },
    operation:
      rows.kind === 'none'
        ? { name: 'SET TBLPROPERTIES', parameters: {}, metrics: {} }
        : operationOf(
            rows.kind === 'update' ? rows.operation : { name: 'WRITE', parameters: { mode: 'Overwrite' } },
            wanted,
            rows.files,
          ),
  };
}

/** The table as it stands, and what of it goes. */
async function readTable(
  lake: Lake,
  session: Session,
  path: string,
  version: number,
  rows: RowChange,
): Promise<BaseOfUpdate> {
  const snapshot = await openSnapshot({ files: lake.files, session }, lakePath(lake, path), { version });
  const live = rows.kind === 'none' ? [] : await snapshot.activeFiles();
  const gone = rows.kind === 'update' ? live.filter((file) => rows.removes.has(file.path)) : live;
  await closeSnapshot(snapshot);
  const { protocol, metadata, schema } = snapshot;
  return { version, protocol, metadata, schema, gone };
}

function replacement(
  path: string,
  step: DefinedModel,
  adds: readonly StagedFile[],
  live: readonly AddAction[],
) {
  return {
    model: step.name,
    path,
    adds: [...adds],
    removes: live.map(intendedFile),
    conflicts: 'replace' as const,
  };
}

function operationOf(
  { name, parameters }: Pick<IntendedTable['operation'], 'name' | 'parameters'>,
  { partitionColumns }: TableDefinition,
  files: readonly NewFile[],
): IntendedTable['operation'] {
  const sum = (of: (file: NewFile) => number) => String(files.reduce((total, file) => total + of(file), 0));
  return {
    name,
    parameters: { ...parameters, partitionBy: JSON.stringify(partitionColumns ?? []) },
    metrics: {
      numFiles: String(files.length),
      numOutputRows: sum((file) => file.rows),
      numOutputBytes: sum((file) => file.size),
    },
  };
}

function intendedFile(add: AddAction): IntendedFile {
  return {
    path: add.path,
    size: add.size,
    modificationTime: add.modificationTime,
    partitionValues: { ...add.partitionValues },
    stats: add.stats ?? null,
    deletionVector:
      add.deletionVector == null ? null : (asJson(add.deletionVector) as IntendedFile['deletionVector']),
  };
}

/** Actions in an intent are plain JSON. */
function asJson<T>(value: T): T extends null ? null : Record<string, never> {
  return (value === null ? null : JSON.parse(JSON.stringify(value))) as T extends null
    ? null
    : Record<string, never>;
}
