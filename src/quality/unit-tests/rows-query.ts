import type { GivenRow, GivenValue } from '../../project/index.ts';

export interface TypedName {
  readonly name: string;
  readonly type: string;
}

/** A SELECT of these rows with these columns; what a row leaves out is NULL. Names are compared without case. */
export function rowsQuery(columns: readonly TypedName[], rows: readonly GivenRow[]): string {
  const list = (values: readonly string[]) => `SELECT ${values.join(', ')}`;
  const quoted = columns.map((column) => `"${column.name.replaceAll('"', '""')}"`);
  if (rows.length === 0) {
    return `${list(columns.map((column, index) => `CAST(NULL AS ${column.type}) AS ${quoted[index]}`))} WHERE false`;
  }
  return rows
    .map((row) => {
      const folded = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
      return list(
        columns.map(
          (column, index) =>
            `${literal(folded.get(column.name.toLowerCase()) ?? null, column.type)} AS ${quoted[index]}`,
        ),
      );
    })
    .join('\nUNION ALL ');
}

/** The names in `rows` that are no column, each once. */
export function unknownNames(
  columns: readonly { readonly name: string }[],
  rows: readonly GivenRow[],
): string[] {
  const known = new Set(columns.map((column) => column.name.toLowerCase()));
  return [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
    (name) => !known.has(name.toLowerCase()),
  );
}

/** Text goes through the engine's own casts, so that a date is written as people write it. Nested values go through JSON. */
function literal(value: GivenValue, type: string): string {
  if (value === null) return `CAST(NULL AS ${type})`;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return typeof value === 'object'
    ? `CAST(CAST(${quoted} AS JSON) AS ${type})`
    : `CAST(${quoted} AS ${type})`;
}
