import { isAscii, isUtf8 } from 'node:buffer';
import { Problem } from './problem.mjs';
import { utf8Of } from './single-byte.mjs';

/**
 * Rows put into Arrow's buffers, column by column. What a column is, {name, wire, store, …}:
 *   int16, int32, int64, float32, float64, bool  as the wire gives them
 *   decimal {digits}   the unscaled value in 16 bytes; refused where it has more digits
 *   date               days since 1970; time, timestamp: microseconds
 *   utf8 {charset}     bytes that have to be UTF-8
 *   single-byte {charset}   bytes of a character set that has one byte a character
 *   binary             bytes
 * `finish` gives {rows, columns, transfer}: of each column {validity, values, offsets}, the ArrayBuffers to hand over without copying.
 */
export function batchColumns(columns, capacity) {
  const builders = columns.map((column) => builderOf(column, capacity));
  let rows = 0;
  let bytes = 0;
  return {
    rows: () => rows,
    bytes: () => bytes,
    add(row) {
      for (let column = 0; column < builders.length; column++) {
        const value = row[column];
        if (value !== null) bytes += builders[column](rows, value);
      }
      rows++;
    },
    finish() {
      const finished = builders.map((builder) => builder.finish(rows));
      const transfer = finished.flatMap(({ validity, values, offsets }) =>
        [validity, values, offsets].filter((buffer) => buffer !== null),
      );
      return { rows, columns: finished, transfer };
    },
  };
}

function builderOf(column, capacity) {
  const validity = new Uint8Array((capacity + 7) >> 3);
  let present = 0;
  const mark = (row) => {
    validity[row >> 3] |= 1 << (row & 7);
    present++;
  };
  const { set, values, offsets = () => null } = storeOf(column, capacity);
  const add = (row, value) => {
    mark(row);
    return set(row, value);
  };
  add.finish = (rows) => ({
    nulls: rows - present,
    validity: present === rows ? null : validity.buffer,
    values: values(rows),
    offsets: offsets(rows),
  });
  return add;
}

const daysTo1970 = 40_587;
const ticksADay = 864_000_000;

function storeOf(column, capacity) {
  switch (column.store) {
    case 'int16':
      return fixed(new Int16Array(capacity), (values, row, value) => {
        values[row] = value;
      });
    case 'int32':
    case 'float32':
    case 'float64': {
      const kinds = { int32: Int32Array, float32: Float32Array, float64: Float64Array };
      return fixed(new kinds[column.store](capacity), (values, row, value) => {
        values[row] = value;
      });
    }
    case 'int64':
      return fixed(new BigInt64Array(capacity), (values, row, value) => {
        values[row] = value;
      });
    case 'decimal':
      return decimals(column, capacity);
    case 'date':
      return fixed(new Int32Array(capacity), (values, row, value) => {
        values[row] = value - daysTo1970;
      });
    case 'time':
      return fixed(new BigInt64Array(capacity), (values, row, value) => {
        values[row] = BigInt(value * 100);
      });
    case 'timestamp':
      return fixed(new BigInt64Array(capacity), (values, row, value) => {
        values[row] = BigInt(value - daysTo1970 * ticksADay) * 100n;
      });
    case 'bool':
      return bits(capacity);
    default:
      return bytes(column, capacity);
  }
}

function fixed(array, assign) {
  return {
    set(row, value) {
      assign(array, row, value);
      return array.BYTES_PER_ELEMENT;
    },
    values: () => array.buffer,
  };
}

function bits(capacity) {
  const array = new Uint8Array((capacity + 7) >> 3);
  return {
    set(row, value) {
      if (value) array[row >> 3] |= 1 << (row & 7);
      return 1;
    },
    values: () => array.buffer,
  };
}

/** Firebird does not hold a NUMERIC(9,2) to nine digits, but to what its integer can hold. */
function decimals({ name, wire, digits, scale }, capacity) {
  const words = new BigInt64Array(2 * capacity);
  const most = 10n ** BigInt(digits) - 1n;
  return {
    set(row, given) {
      const value = wire === 'bigint' ? given : BigInt(given);
      if (value > most || value < -most)
        throw new Problem({ kind: 'digits', column: name, digits, scale, value: value.toString() });
      words[2 * row] = value;
      words[2 * row + 1] = value < 0n ? -1n : 0n;
      return 8;
    },
    values: () => words.buffer,
  };
}

function bytes(column, capacity) {
  const offsets = new Int32Array(capacity + 1);
  const convert = converterOf(column);
  let room = Buffer.from(new ArrayBuffer(capacity * 8));
  let end = 0;
  let filled = 0;
  return {
    set(row, raw) {
      const value = convert === null ? raw : convert(raw);
      const { length } = value;
      if (end + length > room.length) {
        const larger = Buffer.from(new ArrayBuffer(Math.max(room.length * 2, end + length)));
        room.copy(larger, 0, 0, end);
        room = larger;
      }
      while (filled < row) offsets[++filled] = end;
      // Copying a few bytes by hand is cheaper than the call.
      if (length > 24) value.copy(room, end);
      else for (let at = 0; at < length; at++) room[end + at] = value[at];
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

function converterOf({ name, store, charset }) {
  const refuse = (raw) => {
    throw new Problem({
      kind: 'undecodable',
      column: name,
      charset,
      bytes: raw.subarray(0, 40).toString('hex'),
    });
  };
  if (store === 'single-byte') return (raw) => (ascii(raw) ? raw : (utf8Of(raw, charset) ?? refuse(raw)));
  if (store === 'utf8') return (raw) => (ascii(raw) || isUtf8(raw) ? raw : refuse(raw));
  return null;
}

/** Looking at a few bytes by hand is cheaper than the call. */
function ascii(raw) {
  if (raw.length > 32) return isAscii(raw);
  for (let at = 0; at < raw.length; at++) if (raw[at] > 127) return false;
  return true;
}
