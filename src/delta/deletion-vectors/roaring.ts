/**
 * 64-bit Roaring bitmaps in the portable form (RoaringFormatSpec, "Extension for 64-bit implementations"): u64 number of buckets, then for each the u32 high
 * half of its values and a 32-bit bitmap.
 */

const noRunCookie = 12346;
const runCookie = 12347;
/** Bitmaps with runs leave the offsets out below so many containers. */
const noOffsetThreshold = 4;
const arrayLimit = 4096;

/** The values of a bitmap, ascending; throws RangeError where the bytes are not one. Values beyond 2^53 are refused: no file has so many rows. */
export function decodeRoaring(bytes: Uint8Array, start = 0): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values: number[] = [];
  const buckets = view.getBigUint64(start, true);
  let at = start + 8;
  for (let bucket = 0n; bucket < buckets; bucket++) {
    const high = view.getUint32(at, true);
    if (high >= 2 ** 21) throw new RangeError('a value beyond 2^53');
    at = readBitmap32(view, at + 4, high * 2 ** 32, values);
  }
  return values;
}

function readBitmap32(view: DataView, start: number, base: number, values: number[]): number {
  let at = start;
  const cookie = view.getUint32(at, true);
  at += 4;
  const withRuns = (cookie & 0xffff) === runCookie;
  let count: number;
  let runFlags = -1;
  if (withRuns) {
    count = (cookie >>> 16) + 1;
    runFlags = at;
    at += (count + 7) >> 3;
  } else if (cookie === noRunCookie) {
    count = view.getUint32(at, true);
    at += 4;
    if (count > 65536) throw new RangeError('too many containers');
  } else {
    throw new RangeError(`unknown cookie ${cookie}`);
  }
  const headers = at;
  at += count * 4;
  if (!withRuns || count >= noOffsetThreshold) at += count * 4;
  for (let index = 0; index < count; index++) {
    const key = base + view.getUint16(headers + index * 4, true) * 65536;
    const cardinality = view.getUint16(headers + index * 4 + 2, true) + 1;
    if (withRuns && ((view.getUint8(runFlags + (index >> 3)) >> (index & 7)) & 1) === 1) {
      const runs = view.getUint16(at, true);
      at += 2;
      for (let run = 0; run < runs; run++, at += 4) {
        const first = view.getUint16(at, true);
        const length = view.getUint16(at + 2, true);
        if (first + length > 65535) throw new RangeError('a run beyond its container');
        for (let low = first; low <= first + length; low++) values.push(key + low);
      }
    } else if (cardinality <= arrayLimit) {
      for (let item = 0; item < cardinality; item++, at += 2) values.push(key + view.getUint16(at, true));
    } else {
      for (let byte = 0; byte < 8192; byte++, at++) {
        for (let bits = view.getUint8(at), low = byte * 8; bits !== 0; bits >>= 1, low++) {
          if ((bits & 1) === 1) values.push(key + low);
        }
      }
    }
  }
  return at;
}

/** The bitmap of `values` (whole, not negative, in any order, repeats allowed). */
export function encodeRoaring(values: Iterable<number>): Uint8Array {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const containers = new Map<number, number[]>();
  for (const value of sorted) {
    const key = Math.floor(value / 65536);
    const found = containers.get(key);
    if (found === undefined) containers.set(key, [value % 65536]);
    else found.push(value % 65536);
  }
  const buckets = new Map<number, [number, number[]][]>();
  for (const [key, lows] of containers) {
    const high = Math.floor(key / 65536);
    const found = buckets.get(high) ?? [];
    found.push([key % 65536, lows]);
    buckets.set(high, found);
  }
  const parts: Uint8Array[] = [new Uint8Array(8)];
  new DataView(parts[0]!.buffer).setBigUint64(0, BigInt(buckets.size), true);
  for (const [high, list] of buckets) {
    const head = new Uint8Array(4);
    new DataView(head.buffer).setUint32(0, high, true);
    parts.push(head, encodeBitmap32(list));
  }
  return concatenate(parts);
}

function encodeBitmap32(containers: readonly [number, number[]][]): Uint8Array {
  const sizes = containers.map(([, lows]) => (lows.length > arrayLimit ? 8192 : lows.length * 2));
  const bytes = new Uint8Array(8 + containers.length * 8 + sizes.reduce((sum, size) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, noRunCookie, true);
  view.setUint32(4, containers.length, true);
  let at = 8 + containers.length * 8;
  for (const [index, [key, lows]] of containers.entries()) {
    view.setUint16(8 + index * 4, key, true);
    view.setUint16(8 + index * 4 + 2, lows.length - 1, true);
    view.setUint32(8 + containers.length * 4 + index * 4, at, true);
    for (const [item, low] of lows.entries()) {
      if (lows.length > arrayLimit) bytes[at + (low >> 3)]! |= 1 << (low & 7);
      else view.setUint16(at + item * 2, low, true);
    }
    at += sizes[index]!;
  }
  return bytes;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
