import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimeNSValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type * as arrow from 'apache-arrow';
import { type Data, DateUnit, IntervalUnit, Precision, TimeUnit, Type, util } from 'apache-arrow';
import { bytesOf, textOf } from './arrow-bytes.ts';
import { unsupportedArrowType } from './arrow-type.ts';

/** Item i of a column as the client's value for `duckdbTypeOf` its type; null for NULL. */
export type ArrowReader = (index: number) => DuckDBValue;

/**
 * A reader of one Arrow column, chosen once by its type, straight from the buffers: Arrow's own getters turn timestamps into
 * milliseconds and decimals into word arrays. Zoned timestamps and durations in nanoseconds go down to the microsecond, as DuckDB has none finer.
 */
export function arrowReader(data: Data): ArrowReader {
  if (data.type.typeId === Type.Null) return () => null;
  const read = presentReader(data);
  // A dictionary's entry may be null where the key is not.
  return data.nullCount === 0 ? read : (index) => (data.getValid(index) ? read(index) : null);
}

function presentReader(data: Data): ArrowReader {
  const { type, values } = data;
  switch (type.typeId) {
    case Type.Bool:
      return (index) => (values[(data.offset + index) >> 3] & (1 << ((data.offset + index) & 7))) !== 0;
    case Type.Int:
      return (index) => values[index];
    case Type.Float:
      return (type as arrow.Float).precision === Precision.HALF
        ? (index) => util.uint16ToFloat64(values[index])
        : (index) => values[index];
    case Type.Decimal:
      return decimalReader(data);
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return textOf(data);
    case Type.Binary:
    case Type.LargeBinary:
    case Type.BinaryView:
    case Type.FixedSizeBinary:
      return bytesOf(data);
    case Type.Date:
      return (type as arrow.Date_).unit === DateUnit.DAY
        ? (index) => new DuckDBDateValue(values[index])
        : (index) => new DuckDBDateValue(Number(floorDivide(BigInt(values[index]), 86_400_000n)));
    case Type.Time:
      return timeReader(values, (type as arrow.Time).unit);
    case Type.Timestamp:
      return timestampReader(values, type as arrow.Timestamp);
    case Type.Duration:
      return (index) =>
        new DuckDBIntervalValue(0, 0, microseconds(values[index], (type as arrow.Duration).unit));
    case Type.Interval:
      return intervalReader(values, (type as arrow.Interval).unit);
    case Type.Dictionary:
      return dictionaryReader(data);
    case Type.List:
    case Type.LargeList:
      return listReader(data);
    case Type.FixedSizeList: {
      const child = arrowReader(data.children[0]!);
      const size = (type as arrow.FixedSizeList).listSize;
      return (index) => new DuckDBListValue(range(child, index * size, size));
    }
    case Type.Map:
      return mapReader(data);
    case Type.Struct: {
      const names = (type as arrow.Struct).children.map((field) => field.name);
      const children = data.children.map(arrowReader);
      return (index) =>
        new DuckDBStructValue(
          Object.fromEntries(names.map((name, child) => [name, children[child]!(index)])),
        );
    }
    default:
      throw unsupportedArrowType(type);
  }
}

function decimalReader(data: Data): ArrowReader {
  const { precision, scale } = data.type as arrow.Decimal;
  const { stride } = data;
  const words: Uint32Array = data.values;
  return (index) => {
    let value = 0n;
    for (let word = stride - 1; word >= 0; word--)
      value = (value << 32n) | BigInt(words[index * stride + word]!);
    return new DuckDBDecimalValue(BigInt.asIntN(32 * stride, value), precision, scale);
  };
}

function timeReader(values: ArrayLike<number | bigint>, unit: TimeUnit): ArrowReader {
  return unit === TimeUnit.NANOSECOND
    ? (index) => new DuckDBTimeNSValue(BigInt(values[index]!))
    : (index) => new DuckDBTimeValue(microseconds(values[index]!, unit));
}

function timestampReader(values: ArrayLike<bigint>, { unit, timezone }: arrow.Timestamp): ArrowReader {
  if (timezone) return (index) => new DuckDBTimestampTZValue(microseconds(values[index]!, unit));
  switch (unit) {
    case TimeUnit.SECOND:
      return (index) => new DuckDBTimestampSecondsValue(values[index]!);
    case TimeUnit.MILLISECOND:
      return (index) => new DuckDBTimestampMillisecondsValue(values[index]!);
    case TimeUnit.MICROSECOND:
      return (index) => new DuckDBTimestampValue(values[index]!);
    case TimeUnit.NANOSECOND:
      return (index) => new DuckDBTimestampNanosecondsValue(values[index]!);
  }
}

function intervalReader(values: Int32Array, unit: IntervalUnit): ArrowReader {
  switch (unit) {
    case IntervalUnit.YEAR_MONTH:
      return (index) => new DuckDBIntervalValue(values[index]!, 0, 0n);
    case IntervalUnit.DAY_TIME:
      return (index) =>
        new DuckDBIntervalValue(0, values[2 * index]!, BigInt(values[2 * index + 1]!) * 1000n);
    case IntervalUnit.MONTH_DAY_NANO:
      return (index) => {
        const nanos = (BigInt(values[4 * index + 3]!) << 32n) | BigInt(values[4 * index + 2]! >>> 0);
        return new DuckDBIntervalValue(values[4 * index]!, values[4 * index + 1]!, floorDivide(nanos, 1000n));
      };
  }
}

function dictionaryReader(data: Data): ArrowReader {
  const dictionary = data.dictionary!;
  const readers = dictionary.data.map(arrowReader);
  const keys: ArrayLike<number | bigint> = data.values;
  const known = new Map<number, DuckDBValue>();
  return (index) => {
    const key = Number(keys[index]!);
    let value = known.get(key);
    if (value === undefined) {
      let chunk = 0;
      let at = key;
      while (at >= dictionary.data[chunk]!.length) at -= dictionary.data[chunk++]!.length;
      value = readers[chunk]!(at);
      known.set(key, value);
    }
    return value;
  };
}

function listReader(data: Data): ArrowReader {
  const child = arrowReader(data.children[0]!);
  const offsets: ArrayLike<number | bigint> = data.valueOffsets;
  return (index) => {
    const start = Number(offsets[index]!);
    return new DuckDBListValue(range(child, start, Number(offsets[index + 1]!) - start));
  };
}

function mapReader(data: Data): ArrowReader {
  const [keys, values] = data.children[0]!.children.map(arrowReader) as [ArrowReader, ArrowReader];
  const offsets: ArrayLike<number> = data.valueOffsets;
  return (index) => {
    const start = offsets[index]!;
    return new DuckDBMapValue(
      Array.from({ length: offsets[index + 1]! - start }, (_, item) => ({
        key: keys(start + item),
        value: values(start + item),
      })),
    );
  };
}

function range(read: ArrowReader, start: number, length: number): DuckDBValue[] {
  return Array.from({ length }, (_, item) => read(start + item));
}

function microseconds(value: number | bigint, unit: TimeUnit): bigint {
  const exact = BigInt(value);
  switch (unit) {
    case TimeUnit.SECOND:
      return exact * 1_000_000n;
    case TimeUnit.MILLISECOND:
      return exact * 1000n;
    case TimeUnit.MICROSECOND:
      return exact;
    case TimeUnit.NANOSECOND:
      return floorDivide(exact, 1000n);
  }
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value < 0n && quotient * by !== value ? quotient - 1n : quotient;
}
