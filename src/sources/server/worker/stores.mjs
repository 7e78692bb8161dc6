import { isAscii, isUtf8 } from 'node:buffer';
import { Problem } from './problem.mjs';
import { utf8Of } from './single-byte.mjs';

/** A typed array that `assign(array, row, value, start, end)` fills; where it gives false the value is NULL. `perRow` elements are a row's. */
export function fixed(array, assign, bytesPerRow = array.BYTES_PER_ELEMENT) {
  return {
    set: (row, value, start, end) => (assign(array, row, value, start, end) === false ? -1 : bytesPerRow),
    values: () => array.buffer,
  };
}

/** `isSet(value, start, end)` tells whether it is true. */
export function bits(capacity, isSet) {
  const array = new Uint8Array((capacity + 7) >> 3);
  return {
    set(row, value, start, end) {
      if (isSet(value, start, end)) array[row >> 3] |= 1 << (row & 7);
      return 1;
    },
    values: () => array.buffer,
  };
}

/** Text or bytes of a buffer, from `start` to `end`, or all of it. */
export function bytes(column, capacity) {
  const offsets = new Int32Array(capacity + 1);
  const convert = converterOf(column);
  let room = Buffer.from(new ArrayBuffer(capacity * 8));
  let end = 0;
  let filled = 0;
  return {
    set(row, raw, from = 0, to = raw.length) {
      let value = raw;
      let first = from;
      let length = to - from;
      if (convert !== null) {
        value = convert(raw, from, to);
        if (value !== raw) {
          first = 0;
          length = value.length;
        }
      }
      if (end + length > room.length) {
        const larger = Buffer.from(new ArrayBuffer(Math.max(room.length * 2, end + length)));
        room.copy(larger, 0, 0, end);
        room = larger;
      }
      while (filled < row) offsets[++filled] = end;
      // Copying a few bytes by hand is cheaper than the call.
      if (length > 24) value.copy(room, end, first, first + length);
      else for (let at = 0; at < length; at++) room[end + at] = value[first + at];
      end += length;
      offsets[++filled] = end;
      return length + 4;
    },
    values: () => room.buffer,
    offsets(rows) {
      while (filled < rows) offsets[++filled] = end;
      return offsets.buffer;
    },
  };
}

/** A function from bytes to their UTF-8, the buffer itself where they are that already; null where nothing is to be done. */
function converterOf({ name, store, charset }) {
  const refuse = (raw) => {
    const start = raw.subarray(0, 40).toString('hex');
    throw new Problem({ kind: 'undecodable', column: name, charset, bytes: start });
  };
  if (store === 'single-byte')
    return (raw, from, to) => {
      if (ascii(raw, from, to)) return raw;
      const part = raw.subarray(from, to);
      return utf8Of(part, charset) ?? refuse(part);
    };
  if (store === 'utf8')
    return (raw, from, to) => {
      if (ascii(raw, from, to)) return raw;
      const part = raw.subarray(from, to);
      return isUtf8(part) ? raw : refuse(part);
    };
  return null;
}

/** Looking at a few bytes by hand is cheaper than the call. */
function ascii(raw, from, to) {
  if (to - from > 32) return isAscii(from === 0 && to === raw.length ? raw : raw.subarray(from, to));
  for (let at = from; at < to; at++) if (raw[at] > 127) return false;
  return true;
}
