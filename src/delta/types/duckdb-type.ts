/** A DuckDB type, taken apart. `scalar` holds the canonical name (`INTEGER`, `TIMESTAMP WITH TIME ZONE`). */
export type DuckDBType =
  | { readonly kind: 'scalar'; readonly name: string }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'struct'; readonly fields: readonly DuckDBField[] }
  | { readonly kind: 'list'; readonly element: DuckDBType }
  | { readonly kind: 'array'; readonly element: DuckDBType; readonly length: number }
  | { readonly kind: 'map'; readonly key: DuckDBType; readonly value: DuckDBType }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'union'; readonly members: readonly DuckDBField[] };

export interface DuckDBField {
  readonly name: string;
  readonly type: DuckDBType;
}

/** `name` as an SQL identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `text` as an SQL string. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The type as SQL. Field names are always quoted. */
export function printDuckDBType(type: DuckDBType): string {
  switch (type.kind) {
    case 'scalar':
      return type.name;
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'struct':
      return `STRUCT(${type.fields.map(printField).join(', ')})`;
    case 'union':
      return `UNION(${type.members.map(printField).join(', ')})`;
    case 'list':
      return `${printDuckDBType(type.element)}[]`;
    case 'array':
      return `${printDuckDBType(type.element)}[${type.length}]`;
    case 'map':
      return `MAP(${printDuckDBType(type.key)}, ${printDuckDBType(type.value)})`;
    case 'enum':
      return `ENUM(${type.values.map(quoteText).join(', ')})`;
  }
}

function printField(field: DuckDBField): string {
  return `${quoteName(field.name)} ${printDuckDBType(field.type)}`;
}
