import { type Action, newTableActions, removeFile, type TableDefinition } from '../actions/index.ts';
import { checkWritable, closeSnapshot, openSnapshot, type Snapshot } from '../snapshot/index.ts';
import { commitAttempt, type WritePorts } from '../transaction/index.ts';
import {
  type DeltaStruct,
  mappingMode,
  parseSchemaString,
  printSchemaString,
  schemaOf,
  selectAsStored,
} from '../types/index.ts';
import { assignColumnIds } from './assign-column-ids.ts';
import { checkColumnNames } from './column-names.ts';
import type { WriteTableOptions } from './create-table.ts';
import { mergedProtocol } from './merged-protocol.ts';
import { checkNewProperties } from './new-properties.ts';
import { addAll, columnsOf, writeMetrics, writeTableRows } from './table-writer.ts';

/**
 * Replaces all rows of a table by a query's, and its schema by the query's where they differ; returns the new version. Table properties stay; those of `options` are added.
 * Partitioning is that of `options`. Rejects with `delta-conflict` where another commit came between.
 */
export async function overwriteTable(
  ports: WritePorts,
  table: string,
  options: WriteTableOptions,
): Promise<number> {
  const snapshot = await openSnapshot(ports, table);
  try {
    checkWritable(snapshot, 'change');
    checkNewProperties(options.properties ?? {});
    const columns = options.columns ?? (await columnsOf(ports.session, options.select));
    const now = ports.clock.now();
    const definition = { ...options, schema: keepFields(snapshot, schemaOf(columns)) };
    checkColumnNames(definition.schema, mappingMode(snapshot.metadata.configuration));
    const actions = overwriteActions(snapshot, definition, now);
    const metadata = actions.find((action) => action.kind === 'metaData') ?? snapshot.metadata;
    const schema = parseSchemaString(metadata.schemaString);
    const written = await writeTableRows(
      ports,
      { ...snapshot, metadata, schema, partitionColumns: metadata.partitionColumns },
      selectAsStored(options.select, columns),
      options.write,
      schema,
    );
    const removed = await snapshot.activeFiles();
    return await commitAttempt(ports, {
      snapshot,
      reads: { kind: 'table' },
      actions: [...actions, ...removed.map((add) => removeFile(add, now)), ...addAll(written, now)],
      description: {
        operation: 'WRITE',
        parameters: { mode: 'Overwrite', partitionBy: JSON.stringify(metadata.partitionColumns) },
        metrics: { ...writeMetrics(written), numRemovedFiles: removed.length },
      },
      engineVersion: options.engineVersion,
    });
  } finally {
    await closeSnapshot(snapshot);
  }
}

/** The protocol and metaData actions that an overwrite with another schema, partitioning or properties needs; none where all is as it was. */
export function overwriteActions(snapshot: Snapshot, definition: TableDefinition, now: number): Action[] {
  const old = snapshot.metadata;
  const properties = { ...old.configuration, ...definition.properties };
  const mapped =
    mappingMode(properties) === 'none'
      ? { schema: definition.schema, configuration: properties }
      : assignColumnIds(definition.schema, properties);
  const [needed, metadata] = newTableActions(
    { ...definition, schema: mapped.schema, properties: mapped.configuration },
    old.id,
    now,
  );
  const same =
    printSchemaString(snapshot.schema) === metadata.schemaString &&
    JSON.stringify(old.partitionColumns) === JSON.stringify(metadata.partitionColumns) &&
    sameEntries(old.configuration, metadata.configuration);
  if (same) return [];
  const protocol = mergedProtocol(snapshot.protocol, needed);
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

/** A column that stays keeps what the table says of it: comment, column id, nullability. */
function keepFields(snapshot: Snapshot, schema: DeltaStruct): DeltaStruct {
  const old = new Map(snapshot.schema.fields.map((field) => [field.name, field]));
  return {
    kind: 'struct',
    fields: schema.fields.map((field) => {
      const before = old.get(field.name);
      if (before === undefined) return field;
      const sameType =
        printSchemaString({ kind: 'struct', fields: [{ ...field, metadata: {} }] }) ===
        printSchemaString({ kind: 'struct', fields: [{ ...before, nullable: true, metadata: {} }] });
      return sameType ? before : field;
    }),
  };
}

function sameEntries(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
