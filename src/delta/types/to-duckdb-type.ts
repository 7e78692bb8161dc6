import type { DeltaType, PrimitiveName } from './delta-type.ts';
import { type DuckDBType, printDuckDBType } from './duckdb-type.ts';

const names: Readonly<Record<PrimitiveName, string>> = {
  string: 'VARCHAR',
  long: 'BIGINT',
  integer: 'INTEGER',
  short: 'SMALLINT',
  byte: 'TINYINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  binary: 'BLOB',
  date: 'DATE',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
  timestamp_ntz: 'TIMESTAMP',
  variant: 'VARIANT',
  // A void column holds only NULL, and is never in a file. Any type serves.
  void: 'INTEGER',
};

/** The DuckDB type that a column of a Delta type has when it is read. */
export function toDuckDBType(type: DeltaType): string {
  return printDuckDBType(duckDBTypeOf(type));
}

export function duckDBTypeOf(type: DeltaType): DuckDBType {
  switch (type.kind) {
    case 'primitive':
      return { kind: 'scalar', name: names[type.name] };
    case 'decimal':
      return { kind: 'decimal', precision: type.precision, scale: type.scale };
    case 'array':
      return { kind: 'list', element: duckDBTypeOf(type.element) };
    case 'map':
      return { kind: 'map', key: duckDBTypeOf(type.key), value: duckDBTypeOf(type.value) };
    case 'struct':
      return {
        kind: 'struct',
        fields: type.fields.map((field) => ({ name: field.name, type: duckDBTypeOf(field.type) })),
      };
  }
}
