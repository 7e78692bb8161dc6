import type { DuckDBDataChunk } from '@duckdb/node-api';
import bindings from '@duckdb/node-bindings';
import type * as arrow from 'apache-arrow';
import { type Data, type DataType, DateUnit, Precision, TimeUnit, Type } from 'apache-arrow';
import { arrowReader } from './arrow-reader.ts';

/** Fills one column of a data chunk, over and over. */
export interface ColumnFill {
  /** A copier of rows of `data`: to row `at` of the chunk come `rows` rows from row `from`. */
  from(data: Data): (at: number, from: number, rows: number) => void;
  /** Hands the first `rows` rows to the engine; the next ones go into a fresh chunk. */
  flush(rows: number): void;
}

/**
 * The fastest way to fill a column with an Arrow type's values. Where Arrow and DuckDB lay values out alike they are copied as bytes, for a chunk at a time; making a JavaScript
 * value of each costs several times as much. `capacity` is the chunk's number of rows.
 */
export function columnFill(
  chunk: DuckDBDataChunk,
  column: number,
  type: DataType,
  capacity: number,
): ColumnFill {
  const target: Target = { chunk, column, capacity };
  const width = plainWidth(type);
  if (width !== null) return plainFill(target, width);
  switch (type.typeId) {
    case Type.Bool:
      return boolFill(target);
    case Type.Utf8:
    case Type.Binary:
      return bytesFill(target);
    case Type.Decimal:
      return (type as arrow.Decimal).bitWidth === 128
        ? decimalFill(target, (type as arrow.Decimal).precision)
        : valueFill(target);
    default:
      return valueFill(target);
  }
}

interface Target {
  readonly chunk: DuckDBDataChunk;
  readonly column: number;
  readonly capacity: number;
}

/** Bytes of a value of a type that both lay out alike; null where they do not. */
function plainWidth(type: DataType): number | null {
  switch (type.typeId) {
    case Type.Int:
      return (type as arrow.Int).bitWidth / 8;
    case Type.Float: {
      const { precision } = type as arrow.Float;
      return precision === Precision.DOUBLE ? 8 : precision === Precision.SINGLE ? 4 : null;
    }
    case Type.Date:
      return (type as arrow.Date_).unit === DateUnit.DAY ? 4 : null;
    case Type.Time:
      return (type as arrow.Time).unit === TimeUnit.MICROSECOND ? 8 : null;
    case Type.Timestamp: {
      const { unit, timezone } = type as arrow.Timestamp;
      return timezone && unit !== TimeUnit.MICROSECOND ? null : 8;
    }
    default:
      return null;
  }
}

/** The values of a chunk's column as bytes and which of them are there, handed over together. */
function buffers({ chunk, column, capacity }: Target, width: number) {
  const bytes = new Uint8Array(capacity * width);
  const valid = new Uint8Array(capacity >> 3).fill(255);
  let nulls = false;
  return {
    bytes,
    /** Marks the rows of `data` that are NULL. */
    mark(data: Data, at: number, from: number, rows: number): void {
      if (data.nullCount === 0) return;
      const bitmap = data.nullBitmap!;
      const first = data.offset + from;
      for (let row = 0; row < rows; row++) {
        if ((bitmap[(first + row) >> 3]! >> ((first + row) & 7)) & 1) continue;
        valid[(at + row) >> 3]! &= ~(1 << ((at + row) & 7));
        nulls = true;
      }
    },
    flush(rows: number) {
      const vector = bindings.data_chunk_get_vector(chunk.chunk, column);
      bindings.copy_data_to_vector(vector, 0, bytes.buffer, 0, rows * width);
      if (nulls) {
        bindings.vector_ensure_validity_writable(vector);
        bindings.copy_data_to_vector_validity(vector, 0, valid.buffer, 0, valid.byteLength);
        valid.fill(255);
        nulls = false;
      }
      return vector;
    },
  };
}

function plainFill(target: Target, width: number): ColumnFill {
  const { bytes, mark, flush } = buffers(target, width);
  return {
    from(data) {
      const { buffer, byteOffset, byteLength } = data.values as Uint8Array;
      const source = new Uint8Array(buffer, byteOffset, byteLength);
      return (at, from, rows) => {
        bytes.set(source.subarray(from * width, (from + rows) * width), at * width);
        mark(data, at, from, rows);
      };
    },
    flush,
  };
}

function boolFill(target: Target): ColumnFill {
  const { bytes, mark, flush } = buffers(target, 1);
  return {
    from(data) {
      const bits = data.values as Uint8Array;
      return (at, from, rows) => {
        for (let row = 0; row < rows; row++) {
          const bit = data.offset + from + row;
          bytes[at + row] = (bits[bit >> 3]! >> (bit & 7)) & 1;
        }
        mark(data, at, from, rows);
      };
    },
    flush,
  };
}

/** DuckDB stores a decimal in as few bytes as its digits need, Arrow here always in sixteen: the first bytes are the same. */
function decimalFill(target: Target, precision: number): ColumnFill {
  const width = precision <= 4 ? 2 : precision <= 9 ? 4 : precision <= 18 ? 8 : 16;
  const { bytes, mark, flush } = buffers(target, width);
  const halves = new Uint16Array(bytes.buffer);
  const words = new Uint32Array(bytes.buffer, 0, bytes.length >> 2);
  return {
    from(data) {
      const source = data.values as Uint32Array;
      const each = width >> 2;
      return (at, from, rows) => {
        for (let row = 0; row < rows; row++) {
          const start = 4 * (from + row);
          if (width === 2) halves[at + row] = source[start]!;
          else
            for (let word = 0; word < each; word++) words[each * (at + row) + word] = source[start + word]!;
        }
        mark(data, at, from, rows);
      };
    },
    flush,
  };
}

/** A text in DuckDB's own form: four bytes of length, then up to twelve of content; a longer one stands elsewhere, and the engine puts it there. */
const stringWidth = 16;
const inPlace = 12;

function bytesFill(target: Target): ColumnFill {
  const { bytes, mark, flush } = buffers(target, stringWidth);
  const lengths = new Uint32Array(bytes.buffer);
  const longAt: number[] = [];
  const longBytes: Uint8Array[] = [];
  return {
    from(data) {
      const source = data.values as Uint8Array;
      const offsets = data.valueOffsets as Int32Array;
      const withNulls = data.nullCount > 0;
      return (at, from, rows) => {
        for (let row = 0; row < rows; row++) {
          const start = offsets[from + row]!;
          const end = offsets[from + row + 1]!;
          const place = (at + row) * stringWidth;
          bytes.fill(0, place, place + stringWidth);
          if (withNulls && !data.getValid(from + row)) continue;
          if (end - start > inPlace) {
            longAt.push(at + row);
            longBytes.push(source.subarray(start, end));
            continue;
          }
          lengths[place >> 2] = end - start;
          for (let byte = start; byte < end; byte++) bytes[place + 4 + byte - start] = source[byte]!;
        }
        mark(data, at, from, rows);
      };
    },
    flush(rows) {
      const vector = flush(rows);
      for (const [index, row] of longAt.entries())
        bindings.vector_assign_string_element_len(vector, row, longBytes[index]!);
      longAt.length = 0;
      longBytes.length = 0;
    },
  };
}

/** Value by value, for types that are laid out otherwise. */
function valueFill({ chunk, column, capacity }: Target): ColumnFill {
  return {
    from(data) {
      const read = arrowReader(data);
      return (at, from, rows) => {
        const vector = chunk.getColumnVector(column);
        for (let row = 0; row < rows; row++) vector.setItem(at + row, read(from + row));
      };
    },
    flush(rows) {
      const vector = chunk.getColumnVector(column);
      for (let row = rows; row < capacity; row++) vector.setItem(row, null);
      vector.flush();
    },
  };
}
