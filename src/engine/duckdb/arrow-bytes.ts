import { DuckDBBlobValue } from '@duckdb/node-api';
import { type Data, Type } from 'apache-arrow';

/** Reads the strings of an Arrow column, keeping a leading U+FEFF, which Arrow's own decoder drops. */
export function textOf(data: Data): (index: number) => string {
  const at = rangeOf(data);
  return (index) => {
    const { buffer, start, end } = at(index);
    return buffer.toString('utf8', start, end);
  };
}

export function bytesOf(data: Data): (index: number) => DuckDBBlobValue {
  const at = rangeOf(data);
  return (index) => {
    const { buffer, start, end } = at(index);
    return new DuckDBBlobValue(buffer.subarray(start, end));
  };
}

interface Range {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Where item i's bytes lie. */
function rangeOf(data: Data): (index: number) => Range {
  const { typeId } = data.type;
  const buffer = bufferOver(data.values);
  if (typeId === Type.Utf8View || typeId === Type.BinaryView) return viewRange(data, buffer);
  if (typeId === Type.FixedSizeBinary) {
    const { stride } = data;
    return (index) => ({ buffer, start: index * stride, end: (index + 1) * stride });
  }
  const offsets: ArrayLike<number | bigint> = data.valueOffsets;
  return (index) => ({ buffer, start: Number(offsets[index]!), end: Number(offsets[index + 1]!) });
}

/** Arrow columnar format, "Variable-size Binary View Layout": 16 bytes an item, up to 12 bytes of it in place. */
function viewRange(data: Data, views: Buffer): (index: number) => Range {
  const buffers = data.variadicBuffers.map(bufferOver);
  return (index) => {
    const view = index * 16;
    const length = views.readInt32LE(view);
    if (length <= 12) return { buffer: views, start: view + 4, end: view + 4 + length };
    const start = views.readInt32LE(view + 12);
    return { buffer: buffers[views.readInt32LE(view + 8)]!, start, end: start + length };
  };
}

function bufferOver(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
