import type { PartitionValues } from '../actions/index.ts';
import { literalGlob } from '../snapshot/literal-glob.ts';
import { type DeltaField, quoteName, quoteText, toDuckDBType } from '../types/index.ts';
import { partitionValueSql } from './partition-value.ts';

/** A data file to read. `path` is absolute. */
export interface ScanFile {
  readonly path: string;
  readonly partitionValues: PartitionValues;
}

/** The query that reads `files` as rows of `fields`. */
export function scanSql(
  files: readonly ScanFile[],
  fields: readonly DeltaField[],
  partitionColumns: readonly string[],
): string {
  if (files.length === 0) return noRows(fields);
  const data = fields.filter((field) => !partitionColumns.includes(field.name));
  // Columns get names of our own inside, so that none of the table's hides the reader's `filename`.
  const items = fields.map((field) => {
    const at = partitionColumns.indexOf(field.name);
    const value = at < 0 ? `d.c${data.indexOf(field)}` : partitionValueSql(`p.p${at}`, field.type);
    return `${value} AS ${quoteName(field.name)}`;
  });
  const read = `read_parquet([${files.map((file) => quoteText(literalGlob(file.path))).join(', ')}], schema = MAP {${data
    .map(
      (field, index) =>
        `${quoteText(field.name)}: {name: 'c${index}', type: ${quoteText(toDuckDBType(field.type))}, default_value: NULL}`,
    )
    .join(', ')}}) AS d`;
  if (partitionColumns.length === 0) return `SELECT ${items.join(', ')} FROM ${read}`;
  const values = files.map((file) => {
    const row = partitionColumns.map((name) => textLiteral(file.partitionValues[name]));
    return `(${[quoteText(file.path), ...row].join(', ')})`;
  });
  const names = partitionColumns.map((_, index) => `p${index}`);
  return `SELECT ${items.join(', ')} FROM ${read} JOIN (VALUES ${values.join(', ')}) AS p(file, ${names.join(', ')}) ON d.filename = p.file`;
}

function noRows(fields: readonly DeltaField[]): string {
  const empty = fields.map(
    (field) => `CAST(NULL AS ${toDuckDBType(field.type)}) AS ${quoteName(field.name)}`,
  );
  return `SELECT ${empty.join(', ')} WHERE false`;
}

function textLiteral(value: string | null | undefined): string {
  return value == null ? 'CAST(NULL AS VARCHAR)' : quoteText(value);
}
