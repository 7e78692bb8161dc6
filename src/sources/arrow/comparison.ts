import type * as arrow from 'apache-arrow';
import { type Data, type DataType, DateUnit, Precision, TimeUnit, Type } from 'apache-arrow';
import { decimalText, floatText, instantText, type Scaled } from './engine-text.ts';

/** Compares row i of a column with a fixed value: negative, 0 or positive; null where the row is NULL. */
export type Comparison = (row: number) => number | null;

/**
 * How a column of type `type` is compared with `value`, which is in the engine's text form; null where the type has no order that
 * Lode knows, or `value` is none of its values. As in the engine, NaN is equal to itself and above all else, and text is ordered by its bytes.
 */
export function comparisonWith(
  type: DataType,
  value: string | number | boolean,
): ((data: Data) => Comparison) | null {
  const text = String(value);
  switch (type.typeId) {
    case Type.Bool: {
      const wanted = /^(true|false)$/i.test(text) ? Number(/^true$/i.test(text)) : null;
      return wanted === null
        ? null
        : (data) => present(data, (row) => bitAt(data.values, data.offset + row) - wanted);
    }
    case Type.Int:
      return exactly(decimalText(text), 0, (data) => (row) => BigInt(data.values[row]));
    case Type.Decimal:
      return exactly(decimalText(text), (type as arrow.Decimal).scale, decimalAt);
    case Type.Float: {
      const number = floatText(text);
      const single = (type as arrow.Float).precision === Precision.SINGLE;
      // The engine compares in the column's type: 0.1 is the FLOAT that is next to it.
      const wanted = number !== null && single ? Math.fround(number) : number;
      return wanted === null
        ? null
        : (data) => present(data, (row) => compareFloats(data.values[row], wanted));
    }
    case Type.Utf8:
    case Type.LargeUtf8:
      return (data) => {
        const bytes = Buffer.from(text, 'utf8');
        const all: Uint8Array = data.values;
        const offsets: ArrayLike<number | bigint> = data.valueOffsets;
        return present(data, (row) =>
          Buffer.compare(all.subarray(Number(offsets[row]!), Number(offsets[row + 1]!)), bytes),
        );
      };
    case Type.Date:
      return ticks(text, (type as arrow.Date_).unit === DateUnit.DAY ? 86_400_000_000_000n : 1_000_000n);
    case Type.Timestamp:
      return ticks(text, nanosecondsOf((type as arrow.Timestamp).unit));
    case Type.Time:
      return ticks(`1970-01-01 ${text}`, nanosecondsOf((type as arrow.Time).unit));
    case Type.Dictionary:
      return throughDictionary(comparisonWith((type as arrow.Dictionary).dictionary, value));
    default:
      return null;
  }
}

function present(data: Data, compare: (row: number) => number): Comparison {
  return data.nullCount === 0 ? compare : (row) => (data.getValid(row) ? compare(row) : null);
}

function exactly(
  wanted: Scaled | null,
  scale: number,
  numberAt: (data: Data) => (row: number) => bigint,
): ((data: Data) => Comparison) | null {
  if (wanted === null) return null;
  const columnFactor = 10n ** BigInt(Math.max(0, wanted.scale - scale));
  const value = wanted.digits * 10n ** BigInt(Math.max(0, scale - wanted.scale));
  return (data) => {
    const at = numberAt(data);
    return present(data, (row) => sign(at(row) * columnFactor - value));
  };
}

function ticks(text: string, nanoseconds: bigint): ((data: Data) => Comparison) | null {
  const wanted = instantText(text);
  if (wanted === null) return null;
  return (data) => present(data, (row) => sign(BigInt(data.values[row]) * nanoseconds - wanted));
}

function throughDictionary(inner: ((data: Data) => Comparison) | null): ((data: Data) => Comparison) | null {
  if (inner === null) return null;
  return (data) => {
    const entries: (number | null)[] = [];
    for (const chunk of data.dictionary!.data) {
      const compare = inner(chunk);
      for (let row = 0; row < chunk.length; row++) entries.push(compare(row));
    }
    return (row) => (data.getValid(row) ? entries[Number(data.values[row])]! : null);
  };
}

function decimalAt(data: Data): (row: number) => bigint {
  const { stride } = data;
  const words: Uint32Array = data.values;
  return (row) => {
    let value = 0n;
    for (let word = stride - 1; word >= 0; word--)
      value = (value << 32n) | BigInt(words[row * stride + word]!);
    return BigInt.asIntN(32 * stride, value);
  };
}

function nanosecondsOf(unit: TimeUnit): bigint {
  switch (unit) {
    case TimeUnit.SECOND:
      return 1_000_000_000n;
    case TimeUnit.MILLISECOND:
      return 1_000_000n;
    case TimeUnit.MICROSECOND:
      return 1000n;
    case TimeUnit.NANOSECOND:
      return 1n;
  }
}

function bitAt(bits: Uint8Array, at: number): number {
  return (bits[at >> 3]! >> (at & 7)) & 1;
}

function compareFloats(left: number, right: number): number {
  if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : 1;
  if (Number.isNaN(right)) return -1;
  return left < right ? -1 : left > right ? 1 : 0;
}

function sign(value: bigint): number {
  return value < 0n ? -1 : value > 0n ? 1 : 0;
}
