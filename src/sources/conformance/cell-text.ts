import type * as arrow from 'apache-arrow';
import { type Data, DateUnit, TimeUnit, Type } from 'apache-arrow';

/** The value of a row of an Arrow column in the engine's text form, exactly; other types in a form of their own. null: NULL. */
export function cellText(data: Data, row: number): string | null {
  if (data.nullCount > 0 && !data.getValid(row)) return null;
  const { type, values } = data;
  switch (type.typeId) {
    case Type.Null:
      return null;
    case Type.Bool:
      return String((values[(data.offset + row) >> 3] & (1 << ((data.offset + row) & 7))) !== 0);
    case Type.Int:
    case Type.Float:
      return String(values[row]).toLowerCase().replace('infinity', 'inf');
    case Type.Decimal:
      return decimalText(data, row);
    case Type.Utf8:
    case Type.LargeUtf8:
      return bytesAt(data, row).toString('utf8');
    case Type.Binary:
    case Type.LargeBinary:
      return bytesAt(data, row).toString('hex');
    case Type.Date: {
      const days = (type as arrow.Date_).unit === DateUnit.DAY;
      return dayText(days ? BigInt(values[row]) : BigInt(values[row]) / 86_400_000n);
    }
    case Type.Time:
      return clockText(BigInt(values[row]) * nanosecondsOf((type as arrow.Time).unit));
    case Type.Timestamp: {
      const nanoseconds = BigInt(values[row]) * nanosecondsOf((type as arrow.Timestamp).unit);
      const day = (nanoseconds - modulo(nanoseconds, 86_400_000_000_000n)) / 86_400_000_000_000n;
      const zone = (type as arrow.Timestamp).timezone ? '+00' : '';
      return `${dayText(day)} ${clockText(modulo(nanoseconds, 86_400_000_000_000n))}${zone}`;
    }
    case Type.Dictionary: {
      let key = Number(values[row]);
      for (const chunk of data.dictionary!.data) {
        if (key < chunk.length) return cellText(chunk, key);
        key -= chunk.length;
      }
      return null;
    }
    default:
      return nestedText(data, row);
  }
}

function nestedText(data: Data, row: number): string {
  const { type } = data;
  if (type.typeId === Type.Struct)
    return `{${data.children.map((child) => cellText(child, row) ?? 'NULL').join(', ')}}`;
  if (type.typeId === Type.List || type.typeId === Type.LargeList || type.typeId === Type.Map) {
    const [from, to] = [Number(data.valueOffsets[row]), Number(data.valueOffsets[row + 1])];
    const items = Array.from({ length: to - from }, (_, item) => cellText(data.children[0]!, from + item));
    return `[${items.map((item) => item ?? 'NULL').join(', ')}]`;
  }
  return `${type} ${row}`;
}

function decimalText(data: Data, row: number): string {
  const { scale } = data.type as arrow.Decimal;
  const words: Uint32Array = data.values;
  let value = 0n;
  for (let word = data.stride - 1; word >= 0; word--)
    value = (value << 32n) | BigInt(words[row * data.stride + word]!);
  const signed = BigInt.asIntN(32 * data.stride, value);
  const digits = (signed < 0n ? -signed : signed).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${signed < 0n ? '-' : ''}${digits.slice(0, point)}${scale === 0 ? '' : `.${digits.slice(point)}`}`;
}

function bytesAt(data: Data, row: number): Buffer {
  const bytes: Uint8Array = data.values;
  const offsets: ArrayLike<number | bigint> = data.valueOffsets;
  const [start, end] = [Number(offsets[row]!), Number(offsets[row + 1]!)];
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
}

function dayText(days: bigint): string {
  const date = new Date(Number(days) * 86_400_000);
  const year = date.getUTCFullYear();
  const pad = (number: number, width = 2) => String(number).padStart(width, '0');
  return `${pad(year, 4)}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
}

function clockText(nanoseconds: bigint): string {
  const seconds = Number(nanoseconds / 1_000_000_000n);
  const pad = (number: number) => String(number).padStart(2, '0');
  const fraction = String(nanoseconds % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  const clock = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return fraction === '' ? clock : `${clock}.${fraction}`;
}

function modulo(value: bigint, by: bigint): bigint {
  return ((value % by) + by) % by;
}

function nanosecondsOf(unit: TimeUnit): bigint {
  return {
    [TimeUnit.SECOND]: 1_000_000_000n,
    [TimeUnit.MILLISECOND]: 1_000_000n,
    [TimeUnit.MICROSECOND]: 1000n,
    [TimeUnit.NANOSECOND]: 1n,
  }[unit];
}
