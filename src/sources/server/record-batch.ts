import {
  Binary,
  Bool,
  Data,
  type DataType,
  DateDay,
  Decimal,
  Field,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  TimeMicrosecond,
  TimestampMicrosecond,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from 'apache-arrow';

/** How a thread stores a column: see worker/batch-columns.mjs. */
export type Store =
  | { readonly store: 'int8' | 'int16' | 'int32' | 'int64' | 'uint8' | 'uint16' | 'uint32' | 'uint64' }
  | { readonly store: 'float32' | 'float64' | 'bool' }
  | { readonly store: 'date' | 'time' | 'timestamp' | 'timestamptz' | 'binary' }
  | { readonly store: 'decimal'; readonly digits: number; readonly scale: number }
  | { readonly store: 'utf8' | 'single-byte'; readonly charset: string };

/** A column of a query: what is stored, and the expression of the SELECT that gives it. What else a driver's thread has to know stands beside. */
export type WireColumn = Store & {
  readonly name: string;
  readonly expression: string;
};

/** A batch as the thread hands it over: Arrow's buffers of each column, without names and types. */
export interface RawBatch {
  readonly rows: number;
  readonly columns: readonly {
    readonly nulls: number;
    readonly validity: ArrayBuffer | null;
    readonly values: ArrayBuffer;
    readonly offsets: ArrayBuffer | null;
  }[];
}

export function arrowSchema(columns: readonly WireColumn[]): Schema {
  return new Schema(columns.map((column) => new Field(column.name, arrowType(column), true)));
}

/** The batch over the same memory. */
export function recordBatch(schema: Schema, raw: RawBatch): RecordBatch {
  const children = schema.fields.map(({ type }, index) => {
    const { nulls, validity, values, offsets } = raw.columns[index]!;
    return new Data(type, 0, raw.rows, nulls, [
      offsets === null ? undefined : new Int32Array(offsets, 0, raw.rows + 1),
      new type.ArrayType(values),
      validity === null ? undefined : new Uint8Array(validity),
    ]);
  });
  const data = makeData({ type: new Struct(schema.fields), length: raw.rows, nullCount: 0, children });
  return new RecordBatch(schema, data);
}

function arrowType(column: WireColumn): DataType {
  switch (column.store) {
    case 'int8':
      return new Int8();
    case 'int16':
      return new Int16();
    case 'int32':
      return new Int32();
    case 'int64':
      return new Int64();
    case 'uint8':
      return new Uint8();
    case 'uint16':
      return new Uint16();
    case 'uint32':
      return new Uint32();
    case 'uint64':
      return new Uint64();
    case 'float32':
      return new Float32();
    case 'float64':
      return new Float64();
    case 'bool':
      return new Bool();
    case 'date':
      return new DateDay();
    case 'time':
      return new TimeMicrosecond();
    case 'timestamp':
      return new TimestampMicrosecond();
    case 'timestamptz':
      return new TimestampMicrosecond('UTC');
    case 'decimal':
      return new Decimal(column.scale, column.digits, 128);
    case 'binary':
      return new Binary();
    case 'utf8':
    case 'single-byte':
      return new Utf8();
  }
}
