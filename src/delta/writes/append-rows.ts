import { type MetadataAction, newTableActions } from '../actions/index.ts';
import { checkWritable, openTableState, type TableState } from '../snapshot/index.ts';
import { commitAttempt, type WritePorts } from '../transaction/index.ts';
import { type DeltaStruct, mappingMode, printSchemaString, type QueryColumn } from '../types/index.ts';
import { assignColumnIds } from './assign-column-ids.ts';
import { mergedProtocol } from './merged-protocol.ts';
import { addAll, conform, type WriteTuning, writeMetrics, writeTableRows } from './table-writer.ts';

export interface AppendOptions {
  /** One SELECT; its columns are matched with the table's by name. */
  readonly select: string;
  /** Its columns with the engine's types; asked of the engine where they are missing. */
  readonly columns?: readonly QueryColumn[];
  /** Lets new columns and wider types change the table's schema. */
  readonly mergeSchema?: boolean;
  readonly engineVersion: string;
  readonly tuning?: WriteTuning;
  /** Makes the append happen once: a version that the table has recorded for `appId`, or a newer one, is not written again. */
  readonly transaction?: { readonly appId: string; readonly version: number };
}

/** Appends a query's rows; returns the version made, or null where `transaction` says that it has been done. */
export async function appendRows(
  ports: WritePorts,
  table: string,
  options: AppendOptions,
): Promise<number | null> {
  const snapshot = await openTableState(ports, table);
  checkWritable(snapshot, 'append');
  const { transaction } = options;
  if (transaction !== undefined) {
    const done = snapshot.transactions.get(transaction.appId);
    if (done !== undefined && done >= transaction.version) return null;
  }
  const rows = await conform(ports, snapshot, options.select, options.mergeSchema ?? false, options.columns);
  const changed = rows.schemaChanged ? schemaActions(snapshot, rows.schema) : null;
  const written = await writeTableRows(
    ports,
    changed === null ? snapshot : { ...snapshot, metadata: changed.metadata },
    rows.select,
    options.tuning,
    changed === null ? snapshot.schema : changed.schema,
  );
  const now = ports.clock.now();
  return await commitAttempt(ports, {
    snapshot,
    reads: { kind: 'nothing' },
    actions: [
      ...(transaction === undefined ? [] : [{ kind: 'txn' as const, ...transaction, lastUpdated: now }]),
      ...(changed === null ? [] : changed.actions),
      ...addAll(written, now),
    ],
    description: {
      operation: 'WRITE',
      parameters: { mode: 'Append', partitionBy: JSON.stringify(snapshot.partitionColumns) },
      metrics: writeMetrics(written),
    },
    engineVersion: options.engineVersion,
  });
}

/** The actions that give a table another schema, and that schema with column ids where the table maps columns. */
export function schemaActions(snapshot: TableState, schema: DeltaStruct) {
  const { configuration } = snapshot.metadata;
  const mapped =
    mappingMode(configuration) === 'none'
      ? { schema, configuration }
      : assignColumnIds(schema, configuration);
  const metadata: MetadataAction = {
    ...snapshot.metadata,
    schemaString: printSchemaString(mapped.schema),
    configuration: mapped.configuration,
  };
  const [needed] = newTableActions(
    { schema: mapped.schema, properties: mapped.configuration },
    metadata.id,
    0,
  );
  const protocol = mergedProtocol(snapshot.protocol, needed);
  return {
    schema: mapped.schema,
    metadata,
    actions: [...(protocol === null ? [] : [protocol]), metadata],
  };
}
