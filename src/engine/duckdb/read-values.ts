import {
  type DuckDBArrayVector,
  type DuckDBDateVector,
  type DuckDBDecimalType,
  type DuckDBListVector,
  type DuckDBMapVector,
  type DuckDBStructVector,
  type DuckDBTimestampMillisecondsVector,
  type DuckDBTimestampNanosecondsVector,
  type DuckDBTimestampSecondsVector,
  type DuckDBTimestampTZVector,
  type DuckDBTimestampVector,
  DuckDBTypeId,
  type DuckDBVector,
  JsonDuckDBValueConverter,
} from '@duckdb/node-api';
import type { SqlValue } from '../../ports/index.ts';
import { dateText, timestampText, zonedTimestampText } from './format-time.ts';
import { bytesReader, isValidAt } from './read-bytes.ts';

export type ValueReader = (index: number) => SqlValue;

/** From seconds since 1970 to the session's offset from UTC, in seconds. */
export type OffsetAt = (epochSeconds: number) => number;

/** A reader of one vector's items, chosen once by its type. Exact: see SqlValue. */
export function valueReader(vector: DuckDBVector, offsetAt: OffsetAt): ValueReader {
  switch (vector.type.typeId) {
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
      return (index) => vector.getItem(index) as number | boolean | null;
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return (index) => floatValue(vector.getItem(index) as number | null);
    case DuckDBTypeId.VARCHAR:
      return textReader(vector, utf8Text);
    case DuckDBTypeId.BLOB:
      return textReader(vector, blobText);
    case DuckDBTypeId.DECIMAL: {
      const { width, scale } = vector.type as DuckDBDecimalType;
      // DuckDB prints no zero before the point where there is no place for one.
      if (width > scale) return (index) => mapNull(vector.getItem(index), String);
      return (index) => mapNull(vector.getItem(index), (value) => String(value).replace('0.', '.'));
    }
    case DuckDBTypeId.DATE: {
      const dates = vector as DuckDBDateVector;
      return (index) => mapNull(dates.getItem(index), (date) => dateText(date.days));
    }
    case DuckDBTypeId.TIMESTAMP: {
      const times = vector as DuckDBTimestampVector;
      return (index) => mapNull(times.getItem(index), (time) => timestampText(time.micros, 1_000_000n));
    }
    case DuckDBTypeId.TIMESTAMP_S: {
      const times = vector as DuckDBTimestampSecondsVector;
      return (index) => mapNull(times.getItem(index), (time) => timestampText(time.seconds, 1n));
    }
    case DuckDBTypeId.TIMESTAMP_MS: {
      const times = vector as DuckDBTimestampMillisecondsVector;
      return (index) => mapNull(times.getItem(index), (time) => timestampText(time.millis, 1000n));
    }
    case DuckDBTypeId.TIMESTAMP_NS: {
      const times = vector as DuckDBTimestampNanosecondsVector;
      return (index) => mapNull(times.getItem(index), (time) => timestampText(time.nanos, 1_000_000_000n));
    }
    case DuckDBTypeId.TIMESTAMP_TZ: {
      const times = vector as DuckDBTimestampTZVector;
      return (index) => mapNull(times.getItem(index), (time) => zonedTimestampText(time.micros, offsetAt));
    }
    case DuckDBTypeId.LIST:
      return listReader(vector as DuckDBListVector, offsetAt);
    case DuckDBTypeId.MAP:
      // A map is a list of structs of key and value; the client keeps that list to itself.
      return listReader(
        (vector as DuckDBMapVector as unknown as { listVector: DuckDBListVector }).listVector,
        offsetAt,
      );
    case DuckDBTypeId.ARRAY:
      return arrayReader(vector as DuckDBArrayVector, offsetAt);
    case DuckDBTypeId.STRUCT:
      return structReader(vector as DuckDBStructVector, offsetAt);
    case DuckDBTypeId.UNION:
    case DuckDBTypeId.VARIANT:
      return (index) =>
        JsonDuckDBValueConverter(vector.getItem(index), vector.type, JsonDuckDBValueConverter) as SqlValue;
    default:
      return (index) => mapNull(vector.getItem(index), String);
  }
}

function mapNull<T>(value: T | null, map: (value: T) => string): string | null {
  return value === null ? null : map(value);
}

function floatValue(value: number | null): SqlValue {
  if (value === null || Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

function textReader(vector: DuckDBVector, text: (bytes: Uint8Array) => string): ValueReader {
  const bytesAt = bytesReader(vector);
  return (index) => mapNull(bytesAt(index), text);
}

function utf8Text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** As DuckDB casts BLOB to VARCHAR: what is not a plain printable letter, and `\`, `'` and `"`, as `\xHH`. */
function blobText(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (const byte of bytes) {
    const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x5c && byte !== 0x27 && byte !== 0x22;
    parts.push(plain ? String.fromCharCode(byte) : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`);
  }
  return parts.join('');
}

function listReader(vector: DuckDBListVector, offsetAt: OffsetAt): ValueReader {
  const isValid = isValidAt(vector);
  const child = valueReader(vector.childVector, offsetAt);
  return (index) => {
    if (!isValid(index)) return null;
    const start = vector.getEntryOffset(index);
    return Array.from({ length: vector.getEntryLength(index) }, (_, item) => child(start + item));
  };
}

function arrayReader(vector: DuckDBArrayVector, offsetAt: OffsetAt): ValueReader {
  const isValid = isValidAt(vector);
  const { childData } = vector as unknown as { childData: DuckDBVector };
  const child = valueReader(childData, offsetAt);
  const { length } = vector.type as DuckDBArrayVector['type'] & { length: number };
  return (index) =>
    isValid(index) ? Array.from({ length }, (_, item) => child(index * length + item)) : null;
}

function structReader(vector: DuckDBStructVector, offsetAt: OffsetAt): ValueReader {
  const { entryNames } = vector.type as DuckDBStructVector['type'] & { entryNames: readonly string[] };
  const readers = entryNames.map((_, entry) => valueReader(vector.entryVectorAt(entry), offsetAt));
  return (index) =>
    vector.isItemValid(index)
      ? Object.fromEntries(entryNames.map((name, entry) => [name, readers[entry]!(index)]))
      : null;
}
