import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Session } from '../../ports/index.ts';
import { nearNames } from '../../text/index.ts';
import { resolvePath } from '../actions/index.ts';
import { literalGlob } from '../snapshot/literal-glob.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type DeltaField, quoteName, quoteText, toDuckDBType } from '../types/index.ts';
import { partitionValueSql } from './partition-value.ts';

export interface ScanOptions {
  /** Names of top-level columns, in the order wanted; all where it is missing. */
  readonly columns?: readonly string[];
  /** An SQL condition over the table's columns. */
  readonly where?: string;
}

/** `sql` is one SELECT over the snapshot's files; `setup` are statements to run before it, in the same session. */
export interface ScanQuery {
  readonly setup: readonly string[];
  readonly sql: string;
}

/** The query that reads a snapshot's rows. Column types are those of the table type whatever the files hold; what a file lacks is NULL. */
export async function scanQuery(
  session: Session,
  snapshot: Snapshot,
  options: ScanOptions = {},
): Promise<ScanQuery> {
  const wanted = chosenFields(snapshot, options.columns);
  const outer = `SELECT ${wanted.map((field) => quoteName(field.name)).join(', ')}`;
  const where = options.where === undefined ? '' : ` WHERE ${options.where}`;
  const files = await session.rows(
    `SELECT path, ${snapshot.partitionColumns.map((name, index) => `"partitionValues"[${quoteText(name)}] AS p${index}`).join(', ') || 'NULL AS none'} FROM (${snapshot.filesSql}) ORDER BY path`,
  );
  if (files.length === 0) {
    const empty = snapshot.schema.fields.map(
      (field) => `CAST(NULL AS ${toDuckDBType(field.type)}) AS ${quoteName(field.name)}`,
    );
    return { setup: [], sql: `${outer} FROM (SELECT ${empty.join(', ')} WHERE false)${where}` };
  }
  const paths = files.map((file) => resolvePath(snapshot.table, String(file.path)));
  const partitioned = snapshot.partitionColumns;
  const data = snapshot.schema.fields.filter((field) => !partitioned.includes(field.name));
  // Columns get names of our own inside, so that none of the table's hides the reader's `filename`.
  const items = snapshot.schema.fields.map((field) => {
    const at = partitioned.indexOf(field.name);
    const value = at < 0 ? `d.c${data.indexOf(field)}` : partitionValueSql(`p.p${at}`, field.type);
    return `${value} AS ${quoteName(field.name)}`;
  });
  const read = `read_parquet([${paths.map((path) => quoteText(literalGlob(path))).join(', ')}], schema = MAP {${data
    .map(
      (field, index) =>
        `${quoteText(field.name)}: {name: 'c${index}', type: ${quoteText(toDuckDBType(field.type))}, default_value: NULL}`,
    )
    .join(', ')}}) AS d`;
  const values = files.map(
    (file, row) =>
      `(${[quoteText(paths[row]!), ...partitioned.map((_, index) => textLiteral(file[`p${index}`]))].join(', ')})`,
  );
  const from =
    partitioned.length === 0
      ? read
      : `${read} JOIN (VALUES ${values.join(', ')}) AS p(file, ${partitioned.map((_, index) => `p${index}`).join(', ')}) ON d.filename = p.file`;
  return { setup: [], sql: `${outer} FROM (SELECT ${items.join(', ')} FROM ${from})${where}` };
}

function textLiteral(value: unknown): string {
  return value === null || value === undefined ? 'CAST(NULL AS VARCHAR)' : quoteText(String(value));
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
