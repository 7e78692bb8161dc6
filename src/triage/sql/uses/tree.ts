/** A node of polyglot's tree: objects with one key name their kind by it. */
export type Node = Readonly<Record<string, unknown>>;

export function node(value: unknown): Node | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : null;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** An identifier's name, whether as `{name}` or as a text. */
export function nameOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  const name = node(value)?.name;
  return typeof name === 'string' ? name : null;
}

/** The parts of a table's name, or null where the node is none. */
export function tableParts(value: unknown): readonly string[] | null {
  const table = node(value);
  const last = nameOf(table?.name);
  if (table === null || last === null || node(table.name) === null) return null;
  const [catalog, schema] = [nameOf(table.catalog), nameOf(table.schema)];
  // db..t keeps its empty part: it is another name than schema.t.
  if (catalog) return [catalog, schema ?? '', last];
  return schema ? [schema, last] : [last];
}

/** The parts of a name that stands as a column: `schema.sequence`, or `table` alone. */
export function columnParts(value: unknown): readonly string[] {
  const column = node(node(value)?.column);
  return column === null ? [] : [nameOf(column.table), nameOf(column.name)].flatMap((part) => part ?? []);
}
