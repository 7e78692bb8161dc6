import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { type AddAction, type DataFile, decodeAction, removeFile } from '../actions/index.ts';
import { partitionValueSql } from '../scan/index.ts';
import { checkWritable, closeSnapshot, openSnapshot, type Snapshot } from '../snapshot/index.ts';
import { commitAttempt, type WritePorts } from '../transaction/index.ts';
import {
  type DeltaField,
  mappingMode,
  physicalName,
  type QueryColumn,
  quoteName,
  quoteText,
} from '../types/index.ts';
import { addAll, conform, type WriteTuning, writeMetrics, writeTableRows } from './table-writer.ts';

export interface ReplacePartitionsOptions {
  readonly select: string;
  readonly columns?: readonly QueryColumn[];
  readonly engineVersion: string;
  readonly tuning?: WriteTuning;
}

export interface ReplacePartitionsResult {
  /** The version made; the one read where the query had no rows. */
  readonly version: number;
  readonly removed: number;
  readonly added: number;
}

/** Replaces every partition that a query has rows for by these rows; the others stay ("dynamic" partition overwrite). Rejects with `delta-change-refused` where the table has no partitions. */
export async function replacePartitions(
  ports: WritePorts,
  table: string,
  options: ReplacePartitionsOptions,
): Promise<ReplacePartitionsResult> {
  const snapshot = await openSnapshot(ports, table);
  try {
    checkWritable(snapshot, 'change');
    const mode = mappingMode(snapshot.metadata.configuration);
    const columns = snapshot.partitionColumns.map((name) => {
      const field = snapshot.schema.fields.find((each) => each.name === name)!;
      return { field, physical: physicalName(field, mode) };
    });
    if (columns.length === 0) {
      const reason = 'it has no partition columns, so that there are no partitions to replace';
      throw new DiagnosticError(diagnose('delta-change-refused', { table, reason }));
    }
    const rows = await conform(ports, snapshot, options.select, false, options.columns);
    const written = await writeTableRows(ports, snapshot, rows.select, options.tuning);
    if (written.length === 0) return { version: snapshot.version, removed: 0, added: 0 };
    const partitions = partitionsOf(written, columns);
    const replaced = await filesIn(snapshot, columns, partitions);
    const now = ports.clock.now();
    const version = await commitAttempt(ports, {
      snapshot,
      actions: [...replaced.map((add) => removeFile(add, now)), ...addAll(written, now)],
      reads: {
        kind: 'rows',
        where: conditionOf(columns, partitions),
        files: new Set(replaced.map((add) => add.path)),
      },
      description: {
        operation: 'WRITE',
        parameters: { mode: 'Overwrite', partitionBy: JSON.stringify(snapshot.partitionColumns) },
        metrics: { ...writeMetrics(written), numRemovedFiles: replaced.length },
      },
      engineVersion: options.engineVersion,
    });
    return { version, removed: replaced.length, added: written.length };
  } finally {
    await closeSnapshot(snapshot);
  }
}

interface PartitionColumn {
  readonly field: DeltaField;
  readonly physical: string;
}

/** A partition's values as the log writes them, in the order of the columns. */
type Partition = readonly (string | null)[];

function partitionsOf(written: readonly DataFile[], columns: readonly PartitionColumn[]): Partition[] {
  const found = new Map<string, Partition>();
  for (const file of written) {
    const values = columns.map(({ physical }) => file.partitionValues[physical] ?? null);
    found.set(JSON.stringify(values), values);
  }
  return [...found.values()];
}

/** The live files of the partitions. Values are compared, not the strings that stand for them: other writers spell them in other ways. */
async function filesIn(
  snapshot: Snapshot,
  columns: readonly PartitionColumn[],
  partitions: readonly Partition[],
): Promise<AddAction[]> {
  const text = (value: string | null) => (value === null ? 'CAST(NULL AS VARCHAR)' : quoteText(value));
  const names = columns.map((_, index) => `p${index}`);
  const same = columns.map(({ field, physical }, index) => {
    const live = partitionValueSql(`f."partitionValues"[${quoteText(physical)}]`, field.type);
    return `${live} IS NOT DISTINCT FROM ${partitionValueSql(`w.p${index}`, field.type)}`;
  });
  const { rows } = await snapshot.session.query(
    `SELECT CAST(to_json(f) AS VARCHAR) FROM (${snapshot.filesSql}) AS f
     SEMI JOIN (VALUES ${partitions.map((values) => `(${values.map(text).join(', ')})`).join(', ')}) AS w(${names.join(', ')}) ON ${same.join(' AND ')} ORDER BY f.path`,
  );
  return rows.map(([json]) => decodeAction('add', String(json), snapshot.table) as AddAction);
}

const longestCondition = 1000;

/** A condition that every row of the partitions satisfies, for the check against commits that came between. Where one cannot be written exactly it is wider, never narrower. */
function conditionOf(columns: readonly PartitionColumn[], partitions: readonly Partition[]): string {
  if (partitions.length > longestCondition) return 'true';
  return partitions
    .map((values) => {
      const parts = columns.flatMap(({ field }, index) => equalSql(field, values[index] ?? null));
      return parts.length === 0 ? 'true' : `(${parts.join(' AND ')})`;
    })
    .join(' OR ');
}

function equalSql(field: DeltaField, value: string | null): string[] {
  const column = quoteName(field.name);
  if (value === null) return [`${column} IS NULL`];
  if (field.type.kind !== 'primitive') return [];
  switch (field.type.name) {
    case 'string':
      return [`${column} = ${quoteText(value)}`];
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return [`${column} = ${value}`];
    case 'date':
      return [`${column} = DATE ${quoteText(value)}`];
    default:
      return [];
  }
}
