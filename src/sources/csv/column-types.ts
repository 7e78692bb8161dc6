import {
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  TimeMicrosecond,
  TimestampMicrosecond,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from 'apache-arrow';

/** How the values of a column are read and kept. `checked` is text that the engine makes a value of, after it was seen that it can. */
export type ColumnStore =
  | { readonly kind: 'text' }
  | { readonly kind: 'checked'; readonly of: 'UUID' | 'JSON' | 'HUGEINT' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly bits: 8 | 16 | 32 | 64; readonly isSigned: boolean }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'float'; readonly isDouble: boolean }
  | { readonly kind: 'date' }
  | { readonly kind: 'time' }
  | { readonly kind: 'timestamp'; readonly zoned: boolean };

/** The store of a column of type `type`, in the engine's words; null where a CSV file cannot hold it. */
export function columnStore(type: string): ColumnStore | null {
  const folded = type.toUpperCase().replaceAll(/\s+/g, ' ').trim();
  const decimal = /^(?:DECIMAL|NUMERIC)(?: ?\( ?(\d+) ?(?:, ?(\d+) ?)?\))?$/.exec(folded);
  if (decimal !== null) {
    const precision = Number(decimal[1] ?? 18);
    const scale = Number(decimal[2] ?? (decimal[1] === undefined ? 3 : 0));
    return precision >= 1 && precision <= 38 && scale <= precision
      ? { kind: 'decimal', precision, scale }
      : null;
  }
  if (/^VARCHAR ?\( ?\d+ ?\)$/.test(folded)) return { kind: 'text' };
  return stores[folded] ?? null;
}

const integer = (bits: 8 | 16 | 32 | 64, isSigned = true): ColumnStore => ({
  kind: 'integer',
  bits,
  isSigned,
});

const stores: Readonly<Record<string, ColumnStore>> = {
  VARCHAR: { kind: 'text' },
  TEXT: { kind: 'text' },
  STRING: { kind: 'text' },
  UUID: { kind: 'checked', of: 'UUID' },
  JSON: { kind: 'checked', of: 'JSON' },
  HUGEINT: { kind: 'checked', of: 'HUGEINT' },
  BOOLEAN: { kind: 'boolean' },
  BOOL: { kind: 'boolean' },
  TINYINT: integer(8),
  SMALLINT: integer(16),
  INTEGER: integer(32),
  INT: integer(32),
  BIGINT: integer(64),
  UTINYINT: integer(8, false),
  USMALLINT: integer(16, false),
  UINTEGER: integer(32, false),
  UBIGINT: integer(64, false),
  FLOAT: { kind: 'float', isDouble: false },
  REAL: { kind: 'float', isDouble: false },
  DOUBLE: { kind: 'float', isDouble: true },
  DATE: { kind: 'date' },
  TIME: { kind: 'time' },
  TIMESTAMP: { kind: 'timestamp', zoned: false },
  DATETIME: { kind: 'timestamp', zoned: false },
  TIMESTAMPTZ: { kind: 'timestamp', zoned: true },
  'TIMESTAMP WITH TIME ZONE': { kind: 'timestamp', zoned: true },
};

export function arrowTypeOf(store: ColumnStore): DataType {
  switch (store.kind) {
    case 'text':
    case 'checked':
      return new Utf8();
    case 'boolean':
      return new Bool();
    case 'integer':
      switch (store.bits) {
        case 8:
          return store.isSigned ? new Int8() : new Uint8();
        case 16:
          return store.isSigned ? new Int16() : new Uint16();
        case 32:
          return store.isSigned ? new Int32() : new Uint32();
        case 64:
          return store.isSigned ? new Int64() : new Uint64();
      }
      break;
    case 'decimal':
      return new Decimal(store.scale, store.precision, 128);
    case 'float':
      return store.isDouble ? new Float64() : new Float32();
    case 'date':
      return new DateDay();
    case 'time':
      return new TimeMicrosecond();
    case 'timestamp':
      return new TimestampMicrosecond(store.zoned ? 'UTC' : null);
  }
}
