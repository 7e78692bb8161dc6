import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { commitInfo, newTableActions, type TableDefinition } from '../actions/index.ts';
import { commitVersion, latestVersion, readCommit, writeChecksum } from '../log/index.ts';
import { checksumAfter, type WritePorts } from '../transaction/index.ts';
import { mappingMode, type QueryColumn, schemaOf, selectAsStored } from '../types/index.ts';
import { indexedColumns, withoutStatistics, writeDataFiles } from '../write/index.ts';
import { assignColumnIds } from './assign-column-ids.ts';
import { checkColumnNames } from './column-names.ts';
import { checkNewProperties } from './new-properties.ts';
import { syncWritten } from './sync-written.ts';
import { addAll, columnsOf, type WriteTuning, writeMetrics } from './table-writer.ts';

export interface WriteTableOptions extends Omit<TableDefinition, 'schema'> {
  /** One SELECT. */
  readonly select: string;
  /** Its columns with the engine's types; asked of the engine where they are missing. */
  readonly columns?: readonly QueryColumn[];
  readonly engineVersion: string;
  readonly write?: WriteTuning;
}

/** Makes a new table of a query's rows and returns its version, 0. Rejects with `delta-table-exists` where there is one. */
export async function createTable(
  ports: WritePorts,
  table: string,
  options: WriteTableOptions,
): Promise<number> {
  if ((await latestVersion(ports.files, table)) >= 0) throw exists(table);
  const columns = options.columns ?? (await columnsOf(ports.session, options.select));
  const given = options.properties ?? {};
  checkNewProperties(given);
  const mode = mappingMode(given);
  const plain = schemaOf(columns);
  checkColumnNames(plain, mode);
  const { schema, configuration } =
    mode === 'none' ? { schema: plain, configuration: given } : assignColumnIds(plain, given);
  const partitionColumns = options.partitionColumns ?? [];
  await ports.files.createFolder(table);
  const [protocol, metadata] = newTableActions(
    { ...options, schema, properties: configuration },
    ports.clock.uuid(),
    ports.clock.now(),
  );
  const written = await writeDataFiles(ports.session, {
    indexedColumns: indexedColumns(configuration),
    withoutStatistics: withoutStatistics(configuration, schema),
    ...options.write,
    select: selectAsStored(options.select, columns),
    schema,
    folder: ports.files.enginePath(table),
    partitionColumns,
    mode,
    tightBounds: protocol.writerFeatures?.includes('deletionVectors') ?? false,
  });
  await syncWritten(ports.files, table, written);
  const now = ports.clock.now();
  const info = commitInfo({
    operation: 'CREATE TABLE AS SELECT',
    parameters: {
      isManaged: 'false',
      description: options.description ?? '',
      partitionBy: JSON.stringify(partitionColumns),
      properties: JSON.stringify(given),
    },
    metrics: writeMetrics(written),
    isBlindAppend: true,
    txnId: ports.clock.uuid(),
    timestamp: now,
    engineVersion: options.engineVersion,
  });
  const stamped =
    configuration['delta.enableInCommitTimestamps']?.toLowerCase() === 'true'
      ? { ...info, inCommitTimestamp: now }
      : info;
  const actions = [stamped, protocol, metadata, ...addAll(written, now)];
  if (!(await commitVersion(ports.files, table, 0, actions))) {
    const standing = await readCommit(ports.files, table, 0);
    // A put that was repeated after a lost answer has lost against itself.
    if (!standing?.some((action) => action.kind === 'commitInfo' && action.txnId === info.txnId))
      throw exists(table);
  }
  const nothing = { tableSizeBytes: 0, numFiles: 0, transactions: [], domains: [] };
  const none = { ...nothing, protocol, metadata, inCommitTimestamp: null, txnId: null };
  const checksum = checksumAfter(none, actions);
  if (checksum !== null) await writeChecksum(ports.files, table, 0, checksum);
  return 0;
}

function exists(table: string): DiagnosticError {
  return new DiagnosticError(diagnose('delta-table-exists', { table }));
}
