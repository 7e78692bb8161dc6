import {
  type Action,
  type AddAction,
  type CommitInfoAction,
  commitInfo,
  commitVersion,
  latestVersion,
  type MetadataAction,
  type ProtocolAction,
  type RemoveAction,
  readCommit,
} from '../delta/index.ts';
import {
  type IntendedFile,
  type IntendedTable,
  type Intent,
  transactionApp,
  undoApp,
} from '../environment/index.ts';
import type { Files } from '../ports/index.ts';
import { lodeVersion } from '../version.ts';

/** What the commit protocol needs to know of a commit in a table's log. */
export interface LoggedCommit {
  readonly version: number;
  /** Identifies the commit: Delta's `txnId`, or null where the writer gave none. */
  readonly token: string | null;
  readonly transactions: readonly { readonly appId: string; readonly version: number }[];
  readonly adds: readonly string[];
  readonly removes: readonly string[];
  readonly changesData: boolean;
  readonly setsMetadata: boolean;
  readonly setsProtocol: boolean;
  readonly operation: string;
  readonly engine: string;
  /** An undo that could not put every file back. */
  readonly damaged: boolean;
}

/** The newest version of the table in `folder`; −1 where there is none. */
export function headVersion(files: Files, folder: string): Promise<number> {
  return latestVersion(files, folder);
}

/** The commits from version `from` to `to`; `complete` is false where one of them is gone. */
export async function readCommits(
  files: Files,
  folder: string,
  from: number,
  to: number,
): Promise<{ commits: LoggedCommit[]; complete: boolean }> {
  const commits: LoggedCommit[] = [];
  let complete = true;
  for (let version = from; version <= to; version++) {
    const actions = await readCommit(files, folder, version);
    if (actions === null) complete = false;
    else commits.push(summarise(version, actions));
  }
  return { commits, complete };
}

/**
 * Puts a commit at `version` unless there is one, and says whether ours stands there. Where the storage cannot say who won (a put that was
 * repeated after a lost answer), the token read back does.
 */
export async function putCommit(
  files: Files,
  folder: string,
  version: number,
  actions: readonly Action[],
  token: string,
): Promise<boolean> {
  if (await commitVersion(files, folder, version, actions)) return true;
  const standing = await readCommit(files, folder, version);
  return standing !== null && summarise(version, standing).token === token;
}

/** The commit that carries an intent out on one table. */
export function forwardActions(intent: Intent, table: IntendedTable, token: string, now: number): Action[] {
  const { operation } = table;
  return [
    describe(intent, table, token, now, operation.name, operation.parameters, operation.metrics),
    ...setup(table.set),
    transaction(transactionApp(intent.environment, intent.incarnation), intent.version, now),
    ...table.removes.map((file) => removeAction(file, now)),
    ...table.adds.map(addAction),
    ...(table.changes ?? []).map(changeAction),
  ];
}

export interface Inverse {
  readonly takeAway: readonly IntendedFile[];
  readonly putBack: readonly IntendedFile[];
  readonly restoreMetadata: boolean;
  readonly damaged: boolean;
}

/** The commit that takes a forward commit back. The protocol stays: it may only go up. */
export function undoActions(
  intent: Intent,
  table: IntendedTable,
  inverse: Inverse,
  token: string,
  now: number,
): Action[] {
  const before = inverse.restoreMetadata
    ? { protocol: null, metaData: table.before.metaData }
    : { protocol: null, metaData: null };
  return [
    describe(
      intent,
      table,
      token,
      now,
      'RESTORE',
      { version: String(table.baseVersion) },
      {},
      inverse.damaged,
    ),
    ...setup(before),
    transaction(undoApp(intent.environment, intent.incarnation), intent.version, now),
    ...inverse.takeAway.map((file) => removeAction(file, now)),
    ...inverse.putBack.map(addAction),
  ];
}

/**
 * A commit without data that takes the forward transaction's place. Where the table does not exist yet it must make one, empty, so that what a
 * reader finds at the path is a table.
 */
export function fenceActions(
  intent: Intent,
  table: IntendedTable,
  token: string,
  now: number,
  { isNew, damaged }: { readonly isNew: boolean; readonly damaged: boolean },
): Action[] {
  return [
    describe(intent, table, token, now, isNew ? 'CREATE TABLE' : 'EMPTY COMMIT', {}, {}, damaged),
    ...(isNew ? setup(table.set) : []),
    transaction(transactionApp(intent.environment, intent.incarnation), intent.version, now),
    transaction(undoApp(intent.environment, intent.incarnation), intent.version, now),
  ];
}

function describe(
  intent: Intent,
  table: IntendedTable,
  token: string,
  now: number,
  operation: string,
  parameters: Readonly<Record<string, string>>,
  metrics: Readonly<Record<string, string>>,
  damaged = false,
): CommitInfoAction {
  return commitInfo({
    operation,
    parameters,
    metrics,
    readVersion: table.baseVersion,
    txnId: token,
    timestamp: now,
    engineVersion: lodeVersion,
    extra: {
      lode: {
        environment: intent.environment,
        version: intent.version,
        model: table.model,
        ...(damaged ? { damaged } : {}),
      },
    },
  });
}

function setup(set: IntendedTable['set']): Action[] {
  return [
    ...(set.protocol === null ? [] : [set.protocol as unknown as ProtocolAction]),
    ...(set.metaData === null ? [] : [set.metaData as unknown as MetadataAction]),
  ];
}

function transaction(appId: string, version: number, now: number): Action {
  return { kind: 'txn', appId, version, lastUpdated: now };
}

function addAction(file: IntendedFile): AddAction {
  return {
    kind: 'add',
    path: file.path,
    partitionValues: file.partitionValues,
    size: file.size,
    modificationTime: file.modificationTime,
    dataChange: true,
    ...(file.stats === null ? {} : { stats: file.stats }),
    ...(file.deletionVector === null
      ? {}
      : { deletionVector: file.deletionVector as unknown as AddAction['deletionVector'] }),
  };
}

function changeAction(file: IntendedFile): Action {
  const { path, partitionValues, size } = file;
  return { kind: 'cdc', path, partitionValues, size, dataChange: false };
}

function removeAction(file: IntendedFile, now: number): RemoveAction {
  return {
    kind: 'remove',
    path: file.path,
    deletionTimestamp: now,
    dataChange: true,
    extendedFileMetadata: true,
    partitionValues: file.partitionValues,
    size: file.size,
    ...(file.deletionVector === null
      ? {}
      : { deletionVector: file.deletionVector as unknown as RemoveAction['deletionVector'] }),
  };
}

function summarise(version: number, actions: readonly Action[]): LoggedCommit {
  const info = actions.find((action): action is CommitInfoAction => action.kind === 'commitInfo');
  const adds = actions.filter((action) => action.kind === 'add');
  const removes = actions.filter((action) => action.kind === 'remove');
  const lode = (info as { lode?: { damaged?: boolean } } | undefined)?.lode;
  return {
    version,
    token: info?.txnId ?? null,
    transactions: actions.flatMap((action) =>
      action.kind === 'txn' ? [{ appId: action.appId, version: Number(action.version) }] : [],
    ),
    adds: adds.map((add) => add.path),
    removes: removes.map((remove) => remove.path),
    changesData: [...adds, ...removes].some((action) => action.dataChange),
    setsMetadata: actions.some((action) => action.kind === 'metaData'),
    setsProtocol: actions.some((action) => action.kind === 'protocol'),
    operation: info?.operation ?? 'commit of unknown kind',
    engine: info?.engineInfo ?? 'an unnamed writer',
    damaged: lode?.damaged === true,
  };
}
