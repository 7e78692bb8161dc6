import { Problem } from '../../server/worker/problem.mjs';
import { bits, bytes, fixed } from '../../server/worker/stores.mjs';

const zero = 48;
const minus = 45;
const point = 46;

/**
 * How the texts that the server sends are stored: they lie in `buffer` from `start` to `end`. `emptied` says of a column that values which its type has no place for (0000-00-00, a time
 * of more than a day) are NULL; else they are refused.
 */
export function storeOf(column, capacity) {
  switch (column.store) {
    case 'int8':
      return small(column, new Int8Array(capacity));
    case 'int16':
      return small(column, new Int16Array(capacity));
    case 'int32':
      return small(column, new Int32Array(capacity));
    case 'uint8':
      return small(column, new Uint8Array(capacity));
    case 'uint16':
      return small(column, new Uint16Array(capacity));
    case 'uint32':
      return small(column, new Uint32Array(capacity));
    case 'int64':
    case 'uint64':
      return wide(column, capacity);
    case 'float32':
      return fixed(new Float32Array(capacity), (values, row, buffer, start, end) => {
        values[row] = Number(buffer.latin1Slice(start, end));
      });
    case 'float64':
      return fixed(new Float64Array(capacity), (values, row, buffer, start, end) => {
        values[row] = Number(buffer.latin1Slice(start, end));
      });
    case 'bool':
      return truths(column, capacity);
    case 'decimal':
      return decimals(column, capacity);
    case 'date':
      return fixed(new Int32Array(capacity), (values, row, buffer, start, end) => {
        const day = dayAt(buffer, start);
        if (day === null) return outOfRange(column, buffer.latin1Slice(start, end));
        values[row] = day;
      });
    case 'timestamp':
    case 'timestamptz':
      return micros(column, capacity, (buffer, start, end) => {
        const day = dayAt(buffer, start);
        return day === null
          ? null
          : [day * 86_400 + clockAt(buffer, start + 11), fractionAt(buffer, start + 19, end)];
      });
    case 'time':
      return micros(column, capacity, (buffer, start, end) => {
        // Of an hour with three digits, or a sign, a day has none.
        if (buffer[start] === minus || buffer[start + 2] !== 58) return null;
        const seconds = clockAt(buffer, start);
        return seconds >= 86_400 ? null : [seconds, fractionAt(buffer, start + 8, end)];
      });
    default:
      return bytes(column, capacity);
  }
}

function outOfRange({ name, type, emptied }, value) {
  if (emptied) return false;
  throw new Problem({ kind: 'out-of-range', column: name, type, value });
}

/** A whole number of up to 15 digits, which a double holds exactly. */
function wholeAt({ name }, buffer, start, end) {
  const negative = buffer[start] === minus;
  let value = 0;
  for (let at = negative ? start + 1 : start; at < end; at++) {
    const digit = buffer[at] - zero;
    if (digit < 0 || digit > 9) throw new Problem({ kind: 'type-moved', column: name });
    value = value * 10 + digit;
  }
  return negative ? -value : value;
}

function small(column, array) {
  return fixed(array, (values, row, buffer, start, end) => {
    values[row] = wholeAt(column, buffer, start, end);
  });
}

function wide(column, capacity) {
  const assign = (words, row, buffer, start, end) => {
    if (end - start <= 15) {
      const value = wholeAt(column, buffer, start, end);
      const high = Math.floor(value / 4_294_967_296);
      words[2 * row] = value - high * 4_294_967_296;
      words[2 * row + 1] = high;
      return;
    }
    const value = BigInt.asUintN(64, BigInt(buffer.latin1Slice(start, end)));
    words[2 * row] = Number(value & 0xffffffffn);
    words[2 * row + 1] = Number(value >> 32n);
  };
  return fixed(new Uint32Array(2 * capacity), assign, 8);
}

/** What is neither 0 nor 1 is no truth value. */
function truths(column, capacity) {
  const store = bits(capacity, (buffer, start) => buffer[start] === zero + 1);
  return {
    ...store,
    set(row, buffer, start, end) {
      const digit = buffer[start] - zero;
      if (end - start !== 1 || digit < 0 || digit > 1)
        return outOfRange(column, buffer.latin1Slice(start, end)) === false ? -1 : 0;
      return store.set(row, buffer, start, end);
    },
  };
}

function decimals(column, capacity) {
  const { name, digits, scale } = column;
  const most = 10n ** BigInt(digits) - 1n;
  const assign = (words, row, buffer, start, end) => {
    const negative = buffer[start] === minus;
    let fraction = 0;
    let value = 0;
    let seen = 0;
    for (let at = negative ? start + 1 : start; at < end; at++) {
      if (buffer[at] === point) {
        fraction = end - at - 1;
        continue;
      }
      value = value * 10 + (buffer[at] - zero);
      seen++;
    }
    if (seen <= 15 && fraction === scale && seen <= digits) {
      if (negative) value = -value;
      const high = Math.floor(value / 4_294_967_296);
      words[4 * row] = value - high * 4_294_967_296;
      words[4 * row + 1] = high;
      words[4 * row + 2] = words[4 * row + 3] = value < 0 ? -1 : 0;
      return;
    }
    let exact = BigInt(buffer.latin1Slice(start, end).replace('.', ''));
    let places = fraction;
    while (places > scale && exact % 10n === 0n) {
      exact /= 10n;
      places--;
    }
    if (places < scale) {
      exact *= 10n ** BigInt(scale - places);
      places = scale;
    }
    if (places > scale || exact > most || exact < -most)
      throw new Problem({
        kind: 'digits',
        column: name,
        digits,
        scale,
        shown: places,
        value: exact.toString(),
      });
    for (let word = 0; word < 4; word++)
      words[4 * row + word] = Number(BigInt.asUintN(32, exact >> BigInt(32 * word)));
  };
  return fixed(new Uint32Array(4 * capacity), assign, 16);
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Days from 1970 to the first of a month, by year * 12 + month: most rows are of few months. */
const monthStarts = new Map();

/** Days since 1970 of YYYY-MM-DD; null for what is no day from the year 1 to 9999, as MySQL's 0000-00-00 and 2024-00-00. */
function dayAt(buffer, start) {
  const year =
    (buffer[start] - zero) * 1000 +
    (buffer[start + 1] - zero) * 100 +
    (buffer[start + 2] - zero) * 10 +
    (buffer[start + 3] - zero);
  const month = twoAt(buffer, start + 5);
  const day = twoAt(buffer, start + 8);
  if (year < 1 || month < 1 || month > 12 || day < 1) return null;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > monthDays[month - 1] + (leap ? 1 : 0)) return null;
  const key = year * 12 + month;
  let first = monthStarts.get(key);
  if (first === undefined) {
    first = new Date(0).setUTCFullYear(year, month - 1, 1) / 86_400_000;
    monthStarts.set(key, first);
  }
  return first + day - 1;
}

function twoAt(buffer, at) {
  return (buffer[at] - zero) * 10 + (buffer[at + 1] - zero);
}

function clockAt(buffer, at) {
  return twoAt(buffer, at) * 3600 + twoAt(buffer, at + 3) * 60 + twoAt(buffer, at + 6);
}

/** Microseconds of `.ffffff`, of which there may be fewer or none. */
function fractionAt(buffer, at, end) {
  let micro = 0;
  for (let place = 1; place <= 6; place++) {
    const digit = at + place < end ? buffer[at + place] - zero : 0;
    micro = micro * 10 + digit;
  }
  return micro;
}

/** `secondsAt` gives seconds and microseconds, or null where the value is no moment. */
function micros(column, capacity, secondsAt) {
  const assign = (words, row, buffer, start, end) => {
    const found = secondsAt(buffer, start, end);
    if (found === null) return outOfRange(column, buffer.latin1Slice(start, end));
    const [seconds, micro] = found;
    // A double is exact to the year 2255.
    if (seconds < 9_000_000_000 && seconds > -9_000_000_000) {
      const value = seconds * 1_000_000 + micro;
      const high = Math.floor(value / 4_294_967_296);
      words[2 * row] = value - high * 4_294_967_296;
      words[2 * row + 1] = high;
      return true;
    }
    const value = BigInt.asUintN(64, BigInt(seconds) * 1_000_000n + BigInt(micro));
    words[2 * row] = Number(value & 0xffffffffn);
    words[2 * row + 1] = Number(value >> 32n);
    return true;
  };
  return fixed(new Uint32Array(2 * capacity), assign, 8);
}
