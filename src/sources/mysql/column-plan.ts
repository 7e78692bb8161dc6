import type { Store, WireColumn } from '../server/record-batch.ts';
import { quoteName } from './quote.ts';
import type { MysqlSettings } from './settings.ts';

/** A column as information_schema.COLUMNS describes it. */
export interface ColumnField {
  readonly name: string;
  /** DATA_TYPE, in lower case. */
  readonly type: string;
  /** COLUMN_TYPE: with length, sign and the words of an ENUM. */
  readonly words: string;
  /** Of a decimal; of BIT its bits. */
  readonly precision: number;
  readonly scale: number;
  readonly charset: string | null;
  readonly nullable: boolean;
  readonly description: string | null;
}

/** How a column is read: its type for the engine and the expression of the SELECT. */
export type ColumnPlan = WireColumn & {
  readonly type: string;
  /** Values that the type has no place for are NULL. */
  readonly emptied: boolean;
};

const integers: Readonly<Record<string, readonly [signed: Integer, unsigned: Integer]>> = {
  tinyint: [
    ['TINYINT', 'int8'],
    ['UTINYINT', 'uint8'],
  ],
  smallint: [
    ['SMALLINT', 'int16'],
    ['USMALLINT', 'uint16'],
  ],
  mediumint: [
    ['INTEGER', 'int32'],
    ['UINTEGER', 'uint32'],
  ],
  int: [
    ['INTEGER', 'int32'],
    ['UINTEGER', 'uint32'],
  ],
  bigint: [
    ['BIGINT', 'int64'],
    ['UBIGINT', 'uint64'],
  ],
};
type Integer = readonly [
  type: string,
  store: 'int8' | 'int16' | 'int32' | 'int64' | 'uint8' | 'uint16' | 'uint32' | 'uint64',
];

const texts = /^(char|varchar|tinytext|text|mediumtext|longtext|enum|set|json|uuid|inet4|inet6)$/;
const binaries = /^(binary|varbinary|tinyblob|blob|mediumblob|longblob)$/;
const geometries =
  /^(geometry|point|linestring|polygon|multipoint|multilinestring|multipolygon|geometrycollection|geomcollection)$/;

/** How to read a column; null where Lode has no place for its type. */
export function planColumn(field: ColumnField, settings: MysqlSettings): ColumnPlan | null {
  const column = quoteName(field.name);
  const base = { name: field.name, expression: column, emptied: settings.out_of_range === 'empty' };
  const text: Store & { readonly type: string } = { type: 'VARCHAR', store: 'utf8', charset: 'UTF8' };
  const integer = integers[field.type];
  if (integer !== undefined) {
    if (settings.tinyint1 === 'boolean' && /^tinyint\(1\)( unsigned)?$/i.test(field.words))
      return { ...base, type: 'BOOLEAN', store: 'bool' };
    const [type, store] = integer[/unsigned|zerofill/i.test(field.words) ? 1 : 0];
    // ZEROFILL writes zeros in front.
    return { ...base, type, store, expression: /zerofill/i.test(field.words) ? `${column} + 0` : column };
  }
  switch (field.type) {
    case 'decimal': {
      const zerofill = /zerofill/i.test(field.words) ? { expression: `${column} + 0` } : {};
      if (field.precision <= 38) return { ...base, ...decimal(field.precision, field.scale), ...zerofill };
      return settings.numeric.kind === 'text'
        ? { ...base, ...text }
        : { ...base, ...decimal(settings.numeric.digits, settings.numeric.scale) };
    }
    case 'float':
      // The server writes six digits of a FLOAT, and all of the DOUBLE that it becomes in a sum.
      return { ...base, type: 'FLOAT', store: 'float32', expression: `${column} + 0e0` };
    case 'double':
      return { ...base, type: 'DOUBLE', store: 'float64', expression: `${column} + 0e0` };
    case 'bit':
      return field.precision === 1
        ? { ...base, type: 'BOOLEAN', store: 'bool', expression: `${column} + 0` }
        : { ...base, type: 'UBIGINT', store: 'uint64', expression: `${column} + 0` };
    case 'date':
      return { ...base, type: 'DATE', store: 'date' };
    case 'datetime':
      return { ...base, type: 'TIMESTAMP', store: 'timestamp' };
    case 'timestamp':
      return { ...base, type: 'TIMESTAMP WITH TIME ZONE', store: 'timestamptz' };
    case 'time':
      return settings.time === 'text' ? { ...base, ...text } : { ...base, type: 'TIME', store: 'time' };
    case 'year':
      return { ...base, type: 'SMALLINT', store: 'int16' };
    default:
      if (texts.test(field.type) && field.charset !== 'binary') return { ...base, ...text };
      if (binaries.test(field.type) || texts.test(field.type))
        return { ...base, type: 'BLOB', store: 'binary' };
      // Well-known binary; what the server stores has the number of the reference system in front.
      if (geometries.test(field.type))
        return { ...base, type: 'BLOB', store: 'binary', expression: `ST_AsWKB(${column})` };
      return null;
  }
}

function decimal(digits: number, scale: number) {
  return { type: `DECIMAL(${digits},${scale})`, store: 'decimal', digits, scale } as const;
}
