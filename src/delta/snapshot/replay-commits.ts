import { DiagnosticError } from '../../diagnostics/index.ts';
import type { Files } from '../../ports/index.ts';
import { isOfForm } from '../actions/field-form.ts';
import type { Action, AddAction, RemoveAction } from '../actions/index.ts';
import { type Json, type JsonObject, printJson } from '../json.ts';
import { readCommit } from '../log/commits.ts';
import { commitPath } from '../log/log-names.ts';
import type { LogSegment } from '../log/log-segment.ts';
import { quoteText } from '../types/index.ts';
import {
  type Columns,
  emptySql,
  fileColumns,
  fileShape,
  tombstoneColumns,
  tombstoneShape,
} from './file-columns.ts';
import type { SmallAction } from './load-commits.ts';
import type { LogContents } from './query-log.ts';

/** Bytes. The engine plans its replay for some 40 ms, however short the log; up to here reading it takes less. */
const shortLog = 128 * 1024;
const fewCommits = 64;

/**
 * Replays a short and ordinary log here. null where the engine is to do it: the log is long, has a checkpoint, is not at hand, or holds anything that needs a second look (deletion vectors,
 * two actions on one file in one commit, what cannot be read): the engine's replay decides what that means and words the error.
 */
export async function replayCommits(
  files: Files,
  table: string,
  segment: LogSegment,
): Promise<LogContents | null> {
  if (!isShort(files, table, segment)) return null;
  const small: SmallAction[] = [];
  const latest = new Map<string, AddAction | RemoveAction>();
  for (const { to: version } of segment.commits) {
    const actions = await readOrNull(files, table, version);
    if (actions === null || actions.length === 0) return null;
    const seen = new Set<string>();
    for (const action of actions) {
      if (action.kind === 'add' || action.kind === 'remove') {
        const key = ordinaryKey(action);
        if (key === null || seen.has(key)) return null;
        seen.add(key);
        latest.set(key, action);
      } else if (isSmall(action)) {
        const { kind: name, ...fields } = action;
        small.push({ version, name, json: printJson(fields as never) });
      }
    }
  }
  const adds = [...latest.values()].filter((action) => action.kind === 'add');
  const removes = [...latest.values()].filter((action) => action.kind === 'remove');
  return {
    small,
    totals: { numFiles: adds.length, bytes: adds.reduce((sum, { size }) => sum + size, 0) },
    temporaryTables: [],
    filesSql: rowsSql(adds, fileColumns, fileShape),
    tombstonesSql: rowsSql(removes, tombstoneColumns, tombstoneShape),
  };
}

/** Where the engine reads copies, these are made once: the log's files are not to be read from the storage each time. */
function isShort(files: Files, table: string, { checkpoint, commits }: LogSegment): boolean {
  if (checkpoint !== null || commits.length > fewCommits) return false;
  if (commits.some(({ from, to }) => to > from)) return false;
  if (commits.reduce((sum, { file }) => sum + file.size, 0) > shortLog) return false;
  return commits.every(({ to }) => files.enginePath(commitPath(table, to)) === commitPath(table, to));
}

async function readOrNull(files: Files, table: string, version: number): Promise<Action[] | null> {
  try {
    return await readCommit(files, table, version);
  } catch (error) {
    if (error instanceof DiagnosticError) return null;
    throw error;
  }
}

function isSmall(action: Action): action is Extract<Action, { kind: SmallAction['name'] }> {
  return (
    action.kind === 'protocol' ||
    action.kind === 'metaData' ||
    action.kind === 'txn' ||
    action.kind === 'domainMetadata'
  );
}

/** What stands for one file, however its path is written; null where the action is anything but ordinary. */
function ordinaryKey(action: AddAction | RemoveAction): string | null {
  if (action.deletionVector != null || action.path.startsWith('file:')) return null;
  if (!numbers.every((name) => isNumberOrMissing((action as unknown as JsonObject)[name]))) return null;
  const ordinary = action.kind === 'add' ? isOrdinaryAdd(action) : isOrdinaryRemove(action);
  // Printing leaves escapes of what is no text for the engine: half a character, and U+0000.
  if (!ordinary || /\\u(?:0000|d[89a-f])/.test(printJson(action as never))) return null;
  try {
    return decodeURIComponent(action.path);
  } catch {
    return null;
  }
}

const numbers = [
  'size',
  'modificationTime',
  'deletionTimestamp',
  'baseRowId',
  'defaultRowCommitVersion',
] as const;

function isNumberOrMissing(value: unknown): boolean {
  return value === undefined || value === null || Number.isSafeInteger(value);
}

function isOrdinaryAdd({ size, tags, clusteringProvider }: AddAction): boolean {
  return (
    size >= 0 &&
    isOfForm(tags as Json | undefined, 'a map of strings, or missing') &&
    isOfForm(clusteringProvider, 'a string, or missing')
  );
}

function isOrdinaryRemove({ extendedFileMetadata }: RemoveAction): boolean {
  return isOfForm(extendedFileMetadata, 'true or false, or missing');
}

/** The actions as rows with `columns`: one JSON text, whose types the engine gives it as it does for lines of a log. */
function rowsSql(actions: readonly (AddAction | RemoveAction)[], columns: Columns, shape: string): string {
  if (actions.length === 0) return emptySql(columns);
  const rows = actions.map((action) =>
    Object.fromEntries(
      Object.keys(columns).map((name) => [name, (action as unknown as JsonObject)[name]] as const),
    ),
  );
  return `SELECT unnest(json_transform(action, ${quoteText(shape)})) FROM (SELECT unnest(CAST(${quoteText(printJson(rows))} AS JSON[])) AS action)`;
}
