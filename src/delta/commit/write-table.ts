import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Clock, Files, Session } from '../../ports/index.ts';
import {
  type Action,
  addFile,
  commitInfo,
  type DataFile,
  newTableActions,
  type protocolFor,
  removeFile,
  type TableDefinition,
} from '../actions/index.ts';
import { checkpointIfDue } from '../checkpoint/index.ts';
import { commitVersion, latestVersion } from '../log/index.ts';
import { closeSnapshot, openSnapshot, type Snapshot } from '../snapshot/index.ts';
import { printSchemaString, type QueryColumn, schemaOf, selectAsStored } from '../types/index.ts';
import { type WriteDataFilesOptions, writeDataFiles } from '../write/index.ts';

export interface WritePorts {
  readonly files: Files;
  readonly session: Session;
  readonly clock: Clock;
}

export interface WriteTableOptions extends Omit<TableDefinition, 'schema'> {
  /** One SELECT. */
  readonly select: string;
  /** Its columns with the engine's types; asked of the engine where they are missing. */
  readonly columns?: readonly QueryColumn[];
  readonly engineVersion: string;
  readonly write?: Pick<
    WriteDataFilesOptions,
    'targetFileSize' | 'compression' | 'withoutStatistics' | 'indexedColumns'
  >;
}

/** The columns of a query, as the engine names their types. */
export async function columnsOf(session: Session, select: string): Promise<QueryColumn[]> {
  const rows = await session.rows(`DESCRIBE SELECT * FROM (\n${select}\n)`);
  return rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
}

/** Makes a new table of a query's rows and returns its version, 0. Rejects with `delta-table-exists` where there is one. */
export async function createTable(
  ports: WritePorts,
  table: string,
  options: WriteTableOptions,
): Promise<number> {
  if ((await latestVersion(ports.files, table)) >= 0) throw exists(table);
  const { written, schema } = await writeRows(ports, table, options);
  const now = ports.clock.now();
  const [protocol, metadata] = newTableActions({ ...options, schema }, ports.clock.uuid(), now);
  const info = commitInfo({
    operation: 'CREATE TABLE AS SELECT',
    parameters: {
      isManaged: 'false',
      description: options.description ?? '',
      partitionBy: JSON.stringify(options.partitionColumns ?? []),
      properties: JSON.stringify(options.properties ?? {}),
    },
    metrics: writeMetrics(written),
    isBlindAppend: true,
    txnId: ports.clock.uuid(),
    timestamp: now,
    engineVersion: options.engineVersion,
  });
  const adds = written.map((file) => addFile(file, now));
  if (!(await commitVersion(ports.files, table, 0, [info, protocol, metadata, ...adds]))) throw exists(table);
  return 0;
}

/**
 * Replaces all rows of a table by a query's, and its schema by the query's where they differ; returns the new version. Table properties stay; those of `options` are added.
 * Rejects with `delta-conflict` where another commit came between.
 */
export async function overwriteTable(
  ports: WritePorts,
  table: string,
  options: WriteTableOptions,
): Promise<number> {
  const snapshot = await openSnapshot(ports, table);
  try {
    const { written, schema } = await writeRows(ports, table, options);
    const now = ports.clock.now();
    const removed = await snapshot.activeFiles();
    const actions = overwriteActions(snapshot, { ...options, schema }, now);
    const info = commitInfo({
      operation: 'WRITE',
      parameters: { mode: 'Overwrite', partitionBy: JSON.stringify(options.partitionColumns ?? []) },
      metrics: { ...writeMetrics(written), numRemovedFiles: removed.length },
      readVersion: snapshot.version,
      txnId: ports.clock.uuid(),
      timestamp: now,
      engineVersion: options.engineVersion,
    });
    const version = snapshot.version + 1;
    const done = await commitVersion(ports.files, table, version, [
      info,
      ...actions,
      ...removed.map((add) => removeFile(add, now)),
      ...written.map((file) => addFile(file, now)),
    ]);
    if (!done) {
      throw new DiagnosticError(
        diagnose('delta-conflict', { table, version, reason: 'another writer was first' }),
        4,
      );
    }
    await checkpointIfDue(ports, table, version);
    return version;
  } finally {
    await closeSnapshot(snapshot);
  }
}

/** The protocol and metaData actions that an overwrite with another schema, partitioning or properties needs; none where all is as it was. */
export function overwriteActions(snapshot: Snapshot, definition: TableDefinition, now: number): Action[] {
  const [fresh, metadata] = newTableActions(
    { ...definition, properties: { ...snapshot.metadata.configuration, ...definition.properties } },
    snapshot.metadata.id,
    now,
  );
  const old = snapshot.metadata;
  const same =
    printSchemaString(snapshot.schema) === metadata.schemaString &&
    JSON.stringify(old.partitionColumns) === JSON.stringify(metadata.partitionColumns) &&
    sameEntries(old.configuration, metadata.configuration);
  if (same) return [];
  const protocol = mergeProtocols(snapshot, fresh);
  return [
    ...(protocol === null ? [] : [protocol]),
    {
      ...metadata,
      ...(old.name === undefined ? {} : { name: old.name }),
      ...(old.description === undefined ? {} : { description: old.description }),
      ...(old.createdTime === undefined ? {} : { createdTime: old.createdTime }),
    },
  ];
}

/** A protocol only ever grows. null: the table's own serves. */
function mergeProtocols(snapshot: Snapshot, fresh: ReturnType<typeof protocolFor>) {
  const old = snapshot.protocol;
  const needed = (fresh.writerFeatures ?? []).filter(
    (feature) => !(old.writerFeatures ?? []).includes(feature),
  );
  if (
    needed.length === 0 &&
    fresh.minReaderVersion <= old.minReaderVersion &&
    fresh.minWriterVersion <= old.minWriterVersion
  ) {
    return null;
  }
  const union = (a: readonly string[] | undefined, b: readonly string[] | undefined) =>
    [...new Set([...(a ?? []), ...(b ?? [])])].sort();
  const readerVersion = Math.max(old.minReaderVersion, fresh.minReaderVersion);
  const writerVersion = Math.max(old.minWriterVersion, fresh.minWriterVersion);
  return {
    kind: 'protocol' as const,
    minReaderVersion: readerVersion,
    minWriterVersion: writerVersion,
    ...(readerVersion >= 3 ? { readerFeatures: union(old.readerFeatures, fresh.readerFeatures) } : {}),
    ...(writerVersion >= 7 ? { writerFeatures: union(old.writerFeatures, fresh.writerFeatures) } : {}),
  };
}

async function writeRows(ports: WritePorts, table: string, options: WriteTableOptions) {
  const columns = options.columns ?? (await columnsOf(ports.session, options.select));
  const schema = schemaOf(columns);
  await ports.files.createFolder(table);
  const written = await writeDataFiles(ports.session, {
    ...options.write,
    select: selectAsStored(options.select, columns),
    schema,
    folder: table,
    partitionColumns: options.partitionColumns ?? [],
  });
  await syncWritten(ports.files, table, written);
  return { written, schema };
}

/** Data must be on disk before the log says that it is. */
export async function syncWritten(files: Files, folder: string, written: readonly DataFile[]): Promise<void> {
  const folders = new Set<string>([folder]);
  for (const file of written) {
    await files.sync(`${folder}/${file.path}`);
    for (let at = file.path.lastIndexOf('/'); at > 0; at = file.path.lastIndexOf('/', at - 1)) {
      folders.add(`${folder}/${file.path.slice(0, at)}`);
    }
  }
  for (const one of folders) await files.sync(one);
}

function writeMetrics(written: readonly DataFile[]): Record<string, number> {
  return {
    numFiles: written.length,
    numOutputRows: written.reduce((sum, file) => sum + file.rows, 0),
    numOutputBytes: written.reduce((sum, file) => sum + file.size, 0),
  };
}

function sameEntries(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

function exists(table: string): DiagnosticError {
  return new DiagnosticError(diagnose('delta-table-exists', { table }));
}
