import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  type DuckDBType,
  FLOAT,
  INTEGER,
  INTERVAL,
  LIST,
  MAP,
  SMALLINT,
  STRUCT,
  TIME,
  TIME_NS,
  TIMESTAMP,
  TIMESTAMP_MS,
  TIMESTAMP_NS,
  TIMESTAMP_S,
  TIMESTAMPTZ,
  TINYINT,
  UBIGINT,
  UINTEGER,
  USMALLINT,
  UTINYINT,
  VARCHAR,
} from '@duckdb/node-api';
import type * as arrow from 'apache-arrow';
import { type DataType, Precision, TimeUnit, Type } from 'apache-arrow';
import { EngineError } from '../../ports/index.ts';

/** The DuckDB type that holds an Arrow type's values as `arrowReader` gives them. Rejects with EngineError what DuckDB has no type for. */
export function duckdbTypeOf(type: DataType): DuckDBType {
  switch (type.typeId) {
    case Type.Null:
      return INTEGER;
    case Type.Bool:
      return BOOLEAN;
    case Type.Int:
      return integerType(type as arrow.Int);
    case Type.Float:
      return (type as arrow.Float).precision === Precision.DOUBLE ? DOUBLE : FLOAT;
    case Type.Decimal: {
      const { precision, scale } = type as arrow.Decimal;
      if (precision > 38 || scale < 0 || scale > precision) throw unsupportedArrowType(type);
      return DECIMAL(precision, scale);
    }
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return VARCHAR;
    case Type.Binary:
    case Type.LargeBinary:
    case Type.BinaryView:
    case Type.FixedSizeBinary:
      return BLOB;
    case Type.Date:
      return DATE;
    case Type.Time:
      return (type as arrow.Time).unit === TimeUnit.NANOSECOND ? TIME_NS : TIME;
    case Type.Timestamp: {
      const { unit, timezone } = type as arrow.Timestamp;
      return timezone ? TIMESTAMPTZ : timestampTypes[unit];
    }
    case Type.Duration:
    case Type.Interval:
      return INTERVAL;
    case Type.Dictionary:
      return duckdbTypeOf((type as arrow.Dictionary).dictionary);
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
      return LIST(duckdbTypeOf((type as arrow.List).valueType));
    case Type.Map: {
      const { keyType, valueType } = type as arrow.Map_;
      return MAP(duckdbTypeOf(keyType), duckdbTypeOf(valueType));
    }
    case Type.Struct:
      return STRUCT(
        Object.fromEntries(
          (type as arrow.Struct).children.map((field) => [field.name, duckdbTypeOf(field.type)]),
        ),
      );
    default:
      throw unsupportedArrowType(type);
  }
}

const timestampTypes: Readonly<Record<TimeUnit, DuckDBType>> = {
  [TimeUnit.SECOND]: TIMESTAMP_S,
  [TimeUnit.MILLISECOND]: TIMESTAMP_MS,
  [TimeUnit.MICROSECOND]: TIMESTAMP,
  [TimeUnit.NANOSECOND]: TIMESTAMP_NS,
};

function integerType({ isSigned, bitWidth }: arrow.Int): DuckDBType {
  switch (bitWidth) {
    case 8:
      return isSigned ? TINYINT : UTINYINT;
    case 16:
      return isSigned ? SMALLINT : USMALLINT;
    case 32:
      return isSigned ? INTEGER : UINTEGER;
    default:
      return isSigned ? BIGINT : UBIGINT;
  }
}

export function unsupportedArrowType(type: DataType): EngineError {
  return new EngineError({
    kind: 'Not implemented',
    message: `Arrow type ${type} has no place in a DuckDB table`,
    position: null,
    subtype: null,
    candidates: [],
  });
}
