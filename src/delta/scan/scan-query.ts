import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { nearNames } from '../../text/index.ts';
import type { PartitionValues } from '../actions/index.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type DeltaField, type QueryColumn, quoteName, schemaOf } from '../types/index.ts';
import { listScanFiles } from './list-scan-files.ts';
import { liveRowsSql } from './live-rows.ts';
import { scanSql } from './scan-sql.ts';

export interface ScanOptions {
  /** Names of top-level columns, in the order wanted; all where it is missing. */
  readonly columns?: readonly string[];
  /** An SQL condition over the table's columns. Files that can hold no such row are not read. */
  readonly where?: string;
}

/**
 * One SELECT that reads a snapshot's rows, good in every session of its database. Column types are those of the table whatever the files hold; what a file lacks is NULL.
 * Where the table has deletion vectors the query needs the snapshot until `closeSnapshot`.
 */
export async function scanQuery(snapshot: Snapshot, options: ScanOptions = {}): Promise<string> {
  const wanted = chosenFields(snapshot, options.columns);
  const sql = await liveRowsSql(snapshot, await listScanFiles(snapshot, options.where));
  const where = options.where === undefined ? '' : ` WHERE ${options.where}`;
  return `SELECT ${wanted.map((field) => quoteName(field.name)).join(', ')} FROM (${sql})${where}`;
}

/** One SELECT that reads data files which need not belong to a table yet. `columns` have the types in which they are stored. */
export function scanFiles(
  files: readonly { readonly path: string; readonly partitionValues: PartitionValues }[],
  columns: readonly QueryColumn[],
  partitionColumns: readonly string[] = [],
): string {
  return scanSql(files, { fields: schemaOf(columns).fields, partitionColumns, mode: 'none' });
}

function chosenFields(snapshot: Snapshot, columns: readonly string[] | undefined): readonly DeltaField[] {
  if (columns === undefined) return snapshot.schema.fields;
  return columns.map((name) => {
    const field =
      snapshot.schema.fields.find((candidate) => candidate.name === name) ??
      snapshot.schema.fields.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    if (field === undefined) {
      const names = snapshot.schema.fields.map((candidate) => candidate.name);
      throw new DiagnosticError(
        diagnose('delta-column-missing', {
          column: name,
          table: snapshot.table,
          near: nearNames(name, names),
        }),
      );
    }
    return field;
  });
}
