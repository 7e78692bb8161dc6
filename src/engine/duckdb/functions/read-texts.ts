import type { DuckDBVector } from '@duckdb/node-api';
import bindings from '@duckdb/node-bindings';

/** The bytes of the texts of a chunk, one after the other, in buffers that are used again for the next chunk. */
export interface Texts {
  readonly bytes: Uint8Array;
  /** Text i goes from `ends[i]` to before `ends[i + 1]`. */
  readonly ends: Uint32Array;
  /** 1 where the value is NULL. */
  readonly nulls: Uint8Array;
}

/** What every vector of VARCHAR or BLOB has, though the client's types do not show it: `string_t`, 16 bytes an item. The client's version is pinned exactly. */
interface RawStrings {
  readonly dataView: DataView;
  readonly validity: { readonly data: unknown; itemValid(index: number): boolean };
}

const cellWidth = 16;
/** Texts of up to so many bytes stand in the cell itself; of longer ones the cell has an address. */
const inPlace = 12;
/** The smallest page that a system gives: between two bytes that are nearer, no page begins and ends that neither of them is on. */
const pageSize = 4096;

/** A stretch of memory in which texts lie. */
interface Window {
  readonly from: number;
  readonly bytes: Uint8Array;
}

/**
 * A reader of vectors of VARCHAR or BLOB. Asking the client for each long text costs a microsecond or more; texts of a vector lie close together, mostly, so that memory is asked for in stretches
 * that begin and end with a text. Between two texts of a stretch there may be bytes that are nobody's: less than a page of them, so that they can be read without fault, and nobody looks at them.
 */
export function textReader(): (vector: DuckDBVector, rows: number) => Texts {
  let bytes = new Uint8Array(1 << 16);
  let ends = new Uint32Array(1);
  let nulls = new Uint8Array(0);
  const address = new DataView(new ArrayBuffer(8));

  const windowOf = (from: number, to: number): Window => {
    address.setBigUint64(0, BigInt(from), true);
    return { from, bytes: bindings.get_data_from_pointer(address.buffer, 0, to - from) };
  };

  return (vector, rows) => {
    const { dataView, validity } = vector as unknown as RawStrings;
    if (nulls.length < rows) {
      ends = new Uint32Array(rows + 1);
      nulls = new Uint8Array(rows);
    }
    const allValid = validity.data === null;
    const addresses: number[] = [];
    let total = 0;
    for (let row = 0; row < rows; row++) {
      nulls[row] = allValid || validity.itemValid(row) ? 0 : 1;
      const length = nulls[row] === 1 ? 0 : dataView.getUint32(row * cellWidth, true);
      if (length > inPlace) addresses.push(addressAt(dataView, row));
      total += length;
      ends[row + 1] = total;
    }
    if (bytes.length < total) bytes = new Uint8Array(Math.max(total, 2 * bytes.length));
    const windows = addresses.length === 0 ? [] : windowsOf(dataView, rows, ends, addresses, windowOf);
    const cells = new Uint8Array(dataView.buffer, dataView.byteOffset, rows * cellWidth);
    for (let row = 0; row < rows; row++) {
      const start = ends[row]!;
      const length = ends[row + 1]! - start;
      if (length <= inPlace) {
        const cell = row * cellWidth + 4;
        for (let at = 0; at < length; at++) bytes[start + at] = cells[cell + at]!;
      } else {
        const place = addressAt(dataView, row);
        const window = windows.length === 1 ? windows[0]! : windowWith(windows, place);
        const at = place - window.from;
        if (length > 48) bytes.set(window.bytes.subarray(at, at + length), start);
        else for (let next = 0; next < length; next++) bytes[start + next] = window.bytes[at + next]!;
      }
    }
    return { bytes, ends, nulls };
  };
}

/** Addresses have 48 bits, so that a number holds them. */
function addressAt(dataView: DataView, row: number): number {
  const at = row * cellWidth + 8;
  return dataView.getUint32(at + 4, true) * 2 ** 32 + dataView.getUint32(at, true);
}

function windowsOf(
  dataView: DataView,
  rows: number,
  ends: Uint32Array,
  addresses: readonly number[],
  windowOf: (from: number, to: number) => Window,
): readonly Window[] {
  const starts = Float64Array.from(addresses).sort();
  const from: number[] = [starts[0]!];
  const to: number[] = [starts[0]!];
  for (const start of starts) {
    if (start - to.at(-1)! >= pageSize) {
      from.push(start);
      to.push(start);
    } else to[to.length - 1] = start;
  }
  // So far each ends with the start of its last text.
  for (let row = 0; row < rows; row++) {
    const length = ends[row + 1]! - ends[row]!;
    if (length <= inPlace) continue;
    const start = addressAt(dataView, row);
    const index = lastAtOrBefore(from, start);
    if (start + length > to[index]!) to[index] = start + length;
  }
  return from.map((start, index) => windowOf(start, to[index]!));
}

function windowWith(windows: readonly Window[], address: number): Window {
  let low = 0;
  let high = windows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (windows[middle]!.from <= address) low = middle;
    else high = middle - 1;
  }
  return windows[low]!;
}

function lastAtOrBefore(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (sorted[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
