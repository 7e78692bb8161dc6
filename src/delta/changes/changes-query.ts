import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { type Action, type AddAction, isTrue, type RemoveAction, resolvePath } from '../actions/index.ts';
import { readDeletionVector } from '../deletion-vectors/index.ts';
import {
  earliestVersion,
  type LogListing,
  listExistingLog,
  readCommit,
  versionTimestamp,
} from '../log/index.ts';
import { fetchFiles, filesSql, type ScanFile, type ScanForm, scanSql } from '../scan/index.ts';
import { openListed, type ReadPorts, type Snapshot } from '../snapshot/index.ts';
import { mappingMode, quoteText } from '../types/index.ts';

export interface ChangeRange {
  /** The first version whose changes are wanted. */
  readonly from: number;
  /** The last; the newest where it is missing. */
  readonly to?: number;
}

/** What reads the changes. Close the snapshot when the query has run. */
export interface ChangesQuery {
  readonly sql: string;
  readonly snapshot: Snapshot;
}

/** The columns that follow the table's own, as Spark names them. */
export const changeColumns = ['_change_type', '_commit_version', '_commit_timestamp'] as const;

/**
 * One SELECT of the rows that versions `from` to `to` inserted, deleted and updated, in the schema of `to`. Taken from the commits' change data where they have any, else from the files that they added and removed, and from the
 * differences of deletion vectors. Rejects with `delta-changes-not-recorded` where change data was not enabled for all of them: copies of files would look like changes.
 */
export async function changesQuery(
  ports: ReadPorts,
  table: string,
  range: ChangeRange,
): Promise<ChangesQuery> {
  const listing = await listExistingLog(ports.files, table);
  const snapshot = await openListed(ports, listing, range.to ?? null);
  const parts: string[] = [];
  let enabled = range.from === 0 ? false : await enabledBefore(ports, listing, range.from);
  for (let version = range.from; version <= snapshot.version; version++) {
    const actions = await readCommit(ports.files, table, version);
    if (actions === null) throw missing(listing, version);
    const metadata = actions.find((action) => action.kind === 'metaData');
    if (metadata !== undefined) enabled = isTrue(metadata.configuration?.['delta.enableChangeDataFeed']);
    if (!enabled) {
      throw new DiagnosticError(diagnose('delta-changes-not-recorded', { table, version }));
    }
    const timestamp = await versionTimestamp(ports.files, listing, version, snapshot.metadata.configuration);
    for (const { sql, type } of await commitChanges(snapshot, actions)) {
      const kind = type === null ? '_change_type' : `${quoteText(type)} AS _change_type`;
      const columns = snapshot.schema.fields
        .map((field) => `"${field.name.replaceAll('"', '""')}"`)
        .join(', ');
      parts.push(
        `SELECT ${columns}, ${kind}, CAST(${version} AS BIGINT) AS _commit_version, epoch_ms(${timestamp}) AT TIME ZONE 'UTC' AS _commit_timestamp FROM (${sql})`,
      );
    }
  }
  const none = `SELECT *, CAST(NULL AS VARCHAR) AS _change_type, CAST(NULL AS BIGINT) AS _commit_version, CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS _commit_timestamp FROM (${scanSql([], formOf(snapshot))}) WHERE false`;
  return { sql: parts.length === 0 ? none : parts.join(' UNION ALL '), snapshot };
}

async function enabledBefore(ports: ReadPorts, listing: LogListing, from: number): Promise<boolean> {
  const before = await openListed(ports, listing, from - 1).catch(() => openListed(ports, listing, from));
  for (const name of before.temporaryTables) await ports.session.execute(`DROP TABLE IF EXISTS ${name}`);
  return isTrue(before.metadata.configuration['delta.enableChangeDataFeed']);
}

interface ChangePart {
  readonly sql: string;
  /** null: the rows say it themselves. */
  readonly type: 'insert' | 'delete' | null;
}

function formOf(snapshot: Snapshot): ScanForm {
  return {
    fields: snapshot.schema.fields,
    partitionColumns: snapshot.partitionColumns,
    mode: mappingMode(snapshot.metadata.configuration),
  };
}

async function commitChanges(snapshot: Snapshot, actions: readonly Action[]): Promise<ChangePart[]> {
  const form = formOf(snapshot);
  const recorded = actions.filter((action) => action.kind === 'cdc');
  if (recorded.length > 0) {
    const fields = [
      ...form.fields,
      {
        name: '_change_type',
        type: { kind: 'primitive', name: 'string' },
        nullable: true,
        metadata: {},
      } as const,
    ];
    await fetchFiles(snapshot, recorded);
    const files = recorded.map((action) => fileOf(snapshot, action));
    // `_change_type` has no field id, and a reader takes either ids or names: change data has the physical names in both modes.
    const mode = form.mode === 'id' ? 'name' : form.mode;
    return [{ sql: await filesSql(snapshot, files, { ...form, fields, mode }), type: null }];
  }
  const adds = actions.filter((action): action is AddAction => action.kind === 'add' && action.dataChange);
  const removes = actions.filter(
    (action): action is RemoveAction => action.kind === 'remove' && action.dataChange,
  );
  await fetchFiles(snapshot, [...adds, ...removes]);
  const removedByPath = new Map(removes.map((remove) => [remove.path, remove]));
  const parts: ChangePart[] = [];
  const plain: Record<'insert' | 'delete', ScanFile[]> = { insert: [], delete: [] };
  for (const add of adds) {
    const before = removedByPath.get(add.path);
    if (before === undefined) await whole(snapshot, add, 'insert', plain, parts);
    else {
      removedByPath.delete(add.path);
      parts.push(...(await difference(snapshot, before, add)));
    }
  }
  for (const remove of removedByPath.values()) await whole(snapshot, remove, 'delete', plain, parts);
  for (const type of ['insert', 'delete'] as const) {
    if (plain[type].length > 0) parts.push({ sql: await filesSql(snapshot, plain[type], form), type });
  }
  return parts;
}

/** All live rows of a file. */
async function whole(
  snapshot: Snapshot,
  action: AddAction | RemoveAction,
  type: 'insert' | 'delete',
  plain: Record<'insert' | 'delete', ScanFile[]>,
  parts: ChangePart[],
): Promise<void> {
  const file = fileOf(snapshot, action);
  const gone = await vectorRows(snapshot, action);
  if (gone.length === 0) plain[type].push(file);
  else {
    const deleted = await rowsTable(snapshot, file.path, gone);
    parts.push({ sql: await filesSql(snapshot, [file], { ...formOf(snapshot), deleted }), type });
  }
}

/** One file with another deletion vector: rows that are newly gone were deleted, rows that are back were inserted. */
async function difference(snapshot: Snapshot, before: RemoveAction, after: AddAction): Promise<ChangePart[]> {
  const old = new Set(await vectorRows(snapshot, before));
  const now = new Set(await vectorRows(snapshot, after));
  const file = fileOf(snapshot, after);
  const parts: ChangePart[] = [];
  for (const [type, rows] of [
    ['delete', [...now].filter((row) => !old.has(row))],
    ['insert', [...old].filter((row) => !now.has(row))],
  ] as const) {
    if (rows.length === 0) continue;
    const kept = await rowsTable(snapshot, file.path, rows);
    parts.push({ sql: await filesSql(snapshot, [file], { ...formOf(snapshot), kept }), type });
  }
  return parts;
}

async function vectorRows(snapshot: Snapshot, action: AddAction | RemoveAction): Promise<number[]> {
  return action.deletionVector == null
    ? []
    : readDeletionVector(snapshot.files, snapshot.table, action.deletionVector);
}

async function rowsTable(snapshot: Snapshot, path: string, rows: readonly number[]): Promise<string> {
  const name = `lode_delta."rows_${globalThis.crypto.randomUUID().replaceAll('-', '')}"`;
  await snapshot.session.execute('CREATE SCHEMA IF NOT EXISTS lode_delta');
  snapshot.temporaryTables.push(name);
  await snapshot.session.execute(`CREATE TABLE ${name} (file VARCHAR, row BIGINT)`);
  await snapshot.session.execute(
    `INSERT INTO ${name} SELECT ${quoteText(path)}, unnest(CAST($1 AS BIGINT[]))`,
    [`[${rows.join(',')}]`],
  );
  return name;
}

function fileOf(
  snapshot: Snapshot,
  action: { readonly path: string; readonly partitionValues?: ScanFile['partitionValues'] | null },
): ScanFile {
  const path = snapshot.files.enginePath(resolvePath(snapshot.table, action.path));
  return { path, partitionValues: action.partitionValues ?? {} };
}

function missing(listing: LogListing, version: number): DiagnosticError {
  return new DiagnosticError(
    diagnose('delta-version-missing', {
      table: listing.table,
      version,
      earliest: earliestVersion(listing),
      latest: listing.latest,
    }),
  );
}
