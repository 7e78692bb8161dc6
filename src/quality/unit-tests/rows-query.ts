import type { GivenRow, GivenValue } from '../../project/index.ts';

export interface TypedName {
  readonly name: string;
  readonly type: string;
}

/** A SELECT of these rows with these columns; what a row leaves out is NULL. Names are compared without case. */
export function rowsQuery(columns: readonly TypedName[], rows: readonly GivenRow[]): string {
  const typed = columns.map((column, index) => `CAST(c${index} AS ${column.type}) AS ${quoted(column.name)}`);
  const names = columns.map((_, index) => `c${index}`).join(', ');
  if (rows.length > 0) return `SELECT ${typed.join(', ')} FROM (${values(columns, rows)}) AS v(${names})`;
  const empty = columns.map((column) => `CAST(NULL AS ${column.type}) AS ${quoted(column.name)}`);
  return `SELECT ${empty.join(', ')} WHERE false`;
}

/**
 * Puts the rows into a table that has these columns; null where there is nothing to put. Only columns that a row names are written: the engine then has less to read, which is most of what
 * a small test costs.
 */
export function insertRows(
  table: string,
  columns: readonly TypedName[],
  rows: readonly GivenRow[],
): string | null {
  if (rows.length === 0) return null;
  const named = new Set(rows.flatMap((row) => Object.keys(row).map((name) => name.toLowerCase())));
  const given = columns.filter((column) => named.has(column.name.toLowerCase()));
  // Rows that name nothing are rows all the same.
  const written = given.length > 0 ? given : columns.slice(0, 1);
  const names = written.map((column) => quoted(column.name)).join(', ');
  return `INSERT INTO ${table} (${names}) ${values(written, rows)}`;
}

function values(columns: readonly TypedName[], rows: readonly GivenRow[]): string {
  const cells = rows.map((row) => {
    const folded = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
    return columns.map((column) => folded.get(column.name.toLowerCase()) ?? null);
  });
  const isNested = columns.map((_, index) =>
    cells.some((row) => typeof row[index] === 'object' && row[index] !== null),
  );
  const lines = cells.map(
    (row) =>
      `(${row.map((value, index) => (isNested[index] ? nested(value, columns[index]!.type) : literal(value))).join(', ')})`,
  );
  return `VALUES ${lines.join(', ')}`;
}

/** The names in `rows` that are no column, each once. */
export function unknownNames(
  columns: readonly { readonly name: string }[],
  names: readonly string[],
): string[] {
  const known = new Set(columns.map((column) => column.name.toLowerCase()));
  return names.filter((name) => !known.has(name.toLowerCase()));
}

/** A text, which the engine's own casts read, so that a date is written as people write it. */
function literal(value: GivenValue): string {
  return value === null ? 'CAST(NULL AS VARCHAR)' : text(String(value));
}

/** Nested values go through JSON. */
function nested(value: GivenValue, type: string): string {
  if (value === null) return `CAST(NULL AS ${type})`;
  return typeof value === 'object'
    ? `CAST(CAST(${text(JSON.stringify(value))} AS JSON) AS ${type})`
    : `CAST(${text(String(value))} AS ${type})`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
