import type { PartitionValues } from '../actions/index.ts';
import { literalGlob } from '../snapshot/literal-glob.ts';
import { type DeltaStruct, quoteName, quoteText, toDuckDBType } from '../types/index.ts';
import { partitionValueSql } from './partition-value.ts';

/** A data file that may not be part of any table yet. `path` is absolute. */
export interface ReadableFile {
  readonly path: string;
  readonly partitionValues: PartitionValues;
}

/** A SELECT over data files written by `writeDataFiles` with this schema and partitioning, before a log names them. */
export function filesQuery(
  schema: DeltaStruct,
  partitionColumns: readonly string[],
  files: readonly ReadableFile[],
): string {
  if (files.length === 0) {
    const empty = schema.fields.map(
      (field) => `CAST(NULL AS ${toDuckDBType(field.type)}) AS ${quoteName(field.name)}`,
    );
    return `SELECT ${empty.join(', ')} WHERE false`;
  }
  const stored = schema.fields.filter((field) => !partitionColumns.includes(field.name));
  // Columns get names of our own inside, so that none of the schema's hides the reader's `filename`.
  const resolved = stored.map(
    (field, index) =>
      `${quoteText(field.name)}: {name: 'c${index}', type: ${quoteText(toDuckDBType(field.type))}, default_value: NULL}`,
  );
  const paths = files.map((file) => quoteText(literalGlob(file.path)));
  const read = `read_parquet([${paths.join(', ')}], schema = MAP {${resolved.join(', ')}}) AS d`;
  const items = schema.fields.map((field) => {
    const at = partitionColumns.indexOf(field.name);
    const value = at < 0 ? `d.c${stored.indexOf(field)}` : partitionValueSql(`p.p${at}`, field.type);
    return `${value} AS ${quoteName(field.name)}`;
  });
  if (partitionColumns.length === 0) return `SELECT ${items.join(', ')} FROM ${read}`;
  const values = files.map((file) => {
    const texts = partitionColumns.map((column) => textOrNull(file.partitionValues[column] ?? null));
    return `(${[quoteText(file.path), ...texts].join(', ')})`;
  });
  const names = partitionColumns.map((_, index) => `p${index}`).join(', ');
  return `SELECT ${items.join(', ')} FROM ${read} JOIN (VALUES ${values.join(', ')}) AS p(file, ${names}) ON d.filename = p.file`;
}

function textOrNull(value: string | null): string {
  return value === null ? 'CAST(NULL AS VARCHAR)' : quoteText(value);
}
