import { singleByteCharset } from '../server/charsets.ts';
import type { Store, WireColumn } from '../server/record-batch.ts';
import { quoteName } from './quote.ts';
import type { PostgresSettings } from './settings.ts';

/** A column as pg_attribute and pg_type describe it; a domain is what lies below it. */
export interface ColumnField {
  readonly name: string;
  /** The type's OID. */
  readonly type: number;
  /** Length, or precision and scale; -1 where none was declared. */
  readonly modifier: number;
  /** pg_type.typtype: b for a base type, e an enum, c a row, r a range, m a multirange, p a pseudo-type. */
  readonly kind: string;
  /** The type as PostgreSQL writes it. */
  readonly words: string;
  /** The database's. */
  readonly encoding: string;
  readonly nullable: boolean;
  readonly description: string | null;
}

/** How a column is read: its type for the engine, the expression of the SELECT, and the OID of what that gives; null: not looked at. */
export type ColumnPlan = WireColumn & {
  readonly type: string;
  readonly wireType: number | null;
  /** Values that the type has no place for are NULL. */
  readonly emptied: boolean;
  /** Whether the engine's text form of a value is PostgreSQL's own. */
  readonly text: 'own' | 'padded' | 'uuid' | 'other' | null;
};

const oids = {
  boolean: 16,
  bytea: 17,
  name: 19,
  bigint: 20,
  smallint: 21,
  integer: 23,
  text: 25,
  oid: 26,
  json: 114,
  real: 700,
  double: 701,
  money: 790,
  character: 1042,
  varchar: 1043,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  numeric: 1700,
  uuid: 2950,
} as const;

/** The types that have a place of the same kind in the engine. */
const plain: Readonly<Record<number, readonly [type: string, store: PlainStore]>> = {
  [oids.boolean]: ['BOOLEAN', 'bool'],
  [oids.bytea]: ['BLOB', 'binary'],
  [oids.bigint]: ['BIGINT', 'int64'],
  [oids.smallint]: ['SMALLINT', 'int16'],
  [oids.integer]: ['INTEGER', 'int32'],
  [oids.real]: ['FLOAT', 'float32'],
  [oids.double]: ['DOUBLE', 'float64'],
  [oids.date]: ['DATE', 'date'],
  [oids.time]: ['TIME', 'time'],
  [oids.timestamp]: ['TIMESTAMP', 'timestamp'],
  [oids.timestamptz]: ['TIMESTAMP WITH TIME ZONE', 'timestamptz'],
};
type PlainStore = Exclude<Store['store'], 'decimal' | 'utf8' | 'single-byte'>;

/** How to read a column; null where Lode has no place for its type. What the engine knows nothing of (intervals, arrays, ranges, inet, json …) comes as PostgreSQL's own text. */
export function planColumn(field: ColumnField, settings: PostgresSettings): ColumnPlan | null {
  const { name, type } = field;
  const column = quoteName(name);
  const emptied = settings.out_of_range === 'empty';
  const base = { name, expression: column, wireType: type, emptied, text: null };
  const found = plain[type];
  if (found !== undefined) return { ...base, type: found[0], store: found[1] };
  const asText = (): ColumnPlan => ({
    ...base,
    ...textStore(field, settings),
    type: 'VARCHAR',
    expression: `${column}::pg_catalog.text`,
    wireType: oids.text,
    text: type === oids.uuid ? 'uuid' : 'other',
  });
  const decimal = (digits: number, scale: number): ColumnPlan => ({
    ...base,
    type: `DECIMAL(${digits},${scale})`,
    store: 'decimal',
    digits,
    scale,
  });
  switch (type) {
    case oids.text:
    case oids.varchar:
      return { ...base, ...textStore(field, settings), type: 'VARCHAR', text: 'own' };
    case oids.character:
      return { ...base, ...textStore(field, settings), type: 'VARCHAR', text: 'padded' };
    case oids.json:
      return { ...base, ...textStore(field, settings), type: 'VARCHAR', text: 'other' };
    case oids.oid:
      return {
        ...base,
        type: 'BIGINT',
        store: 'int64',
        expression: `${column}::pg_catalog.int8`,
        wireType: oids.bigint,
      };
    case oids.money:
      // In 64 bits, with as many digits behind the point as lc_monetary says: four at most.
      return { ...decimal(23, 4), expression: `${column}::pg_catalog.numeric(23,4)`, wireType: oids.numeric };
    case oids.numeric: {
      const declared = numericForm(field.modifier);
      if (declared !== null && declared.digits <= 38) return decimal(declared.digits, declared.scale);
      return settings.numeric.kind === 'text'
        ? asText()
        : decimal(settings.numeric.digits, settings.numeric.scale);
    }
    default:
      return field.kind === 'p' ? null : asText();
  }
}

/** What NUMERIC(p,s) needs; since PostgreSQL 15 the scale may be negative, or greater than the precision. null: unlimited. */
function numericForm(modifier: number): { readonly digits: number; readonly scale: number } | null {
  if (modifier < 4) return null;
  const precision = ((modifier - 4) >> 16) & 0xffff;
  const scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
  if (scale < 0) return { digits: precision - scale, scale: 0 };
  return { digits: Math.max(precision, scale), scale };
}

/** Where the database knows no encoding the bytes are what `charset` says; else the server converts. */
function textStore({ encoding }: ColumnField, { charset }: PostgresSettings): Store {
  return encoding === 'SQL_ASCII' && singleByteCharset(charset)
    ? { store: 'single-byte', charset }
    : { store: 'utf8', charset: 'UTF8' };
}
