import { Problem } from '../../server/worker/problem.mjs';
import { bits, bytes, fixed } from '../../server/worker/stores.mjs';

const daysTo2000 = 10_957;
const firstDay = -719_162;
const lastDay = 2_932_896;

/** Microseconds from 1970 to 2000, and the years 1 to 9999 in microseconds since 2000, each as a high and a low half of 32 bits. */
const microsecondsTo2000 = halves(946_684_800_000_000n);
const firstMoment = (BigInt(firstDay) - BigInt(daysTo2000)) * 86_400_000_000n;
const endOfMoments = (BigInt(lastDay + 1) - BigInt(daysTo2000)) * 86_400_000_000n;
const firstHigh = halves(firstMoment).high;
const endHigh = halves(endOfMoments).high;

function halves(value) {
  return { high: Number(value >> 32n), low: Number(value & 0xffffffffn) };
}

/**
 * How the values of COPY's binary form are stored: big endian, dates and moments since 2000. `emptied` says of a column that values which its type has no place for are NULL; else
 * they are refused.
 */
export function storeOf(column, capacity) {
  switch (column.store) {
    case 'int16':
      return fixed(new Int16Array(capacity), (values, row, buffer, start) => {
        values[row] = buffer.readInt16BE(start);
      });
    case 'int32':
      return fixed(new Int32Array(capacity), (values, row, buffer, start) => {
        values[row] = buffer.readInt32BE(start);
      });
    case 'int64':
    case 'time':
      return fixed(
        new Int32Array(2 * capacity),
        (values, row, buffer, start) => {
          values[2 * row] = buffer.readInt32BE(start + 4);
          values[2 * row + 1] = buffer.readInt32BE(start);
        },
        8,
      );
    case 'float32':
      return fixed(new Float32Array(capacity), (values, row, buffer, start) => {
        values[row] = buffer.readFloatBE(start);
      });
    case 'float64':
      return fixed(new Float64Array(capacity), (values, row, buffer, start) => {
        values[row] = buffer.readDoubleBE(start);
      });
    case 'bool':
      return bits(capacity, (buffer, start) => buffer[start] !== 0);
    case 'date':
      return fixed(new Int32Array(capacity), (values, row, buffer, start) => {
        const day = buffer.readInt32BE(start) + daysTo2000;
        if (day < firstDay || day > lastDay) return outOfRange(column, dayText(buffer.readInt32BE(start)));
        values[row] = day;
      });
    case 'timestamp':
    case 'timestamptz':
      return moments(column, capacity);
    case 'decimal':
      return decimals(column, capacity);
    default:
      return bytes(column, capacity);
  }
}

function outOfRange({ name, type, emptied }, value) {
  if (emptied) return false;
  throw new Problem({ kind: 'out-of-range', column: name, type, value });
}

/** In two halves, because a BigInt for each value would cost more than all else. */
function moments(column, capacity) {
  const assign = (values, row, buffer, start) => {
    const high = buffer.readInt32BE(start);
    if (high <= firstHigh || high >= endHigh) {
      const moment = buffer.readBigInt64BE(start);
      if (moment < firstMoment || moment >= endOfMoments) return outOfRange(column, momentText(moment));
    }
    const low = buffer.readUInt32BE(start + 4) + microsecondsTo2000.low;
    values[2 * row] = low | 0;
    values[2 * row + 1] = high + microsecondsTo2000.high + (low > 0xffffffff ? 1 : 0);
  };
  return fixed(new Int32Array(2 * capacity), assign, 8);
}

/** As PostgreSQL writes it, in its calendar, which is Node's too; `day` counts from 2000. Node's ends in the year 275760. */
function dayText(day) {
  if (day === 0x7fffffff) return 'infinity';
  if (day === -0x80000000) return '-infinity';
  const date = new Date((day + daysTo2000) * 86_400_000);
  if (Number.isNaN(date.getTime())) return `${day} days after 2000-01-01`;
  const year = date.getUTCFullYear();
  const rest = date.toISOString().slice(-20, -14);
  return year > 0
    ? `${String(year).padStart(4, '0')}${rest}`
    : `${String(1 - year).padStart(4, '0')}${rest} BC`;
}

function momentText(moment) {
  if (moment === 0x7fffffffffffffffn) return 'infinity';
  if (moment === -0x8000000000000000n) return '-infinity';
  const day = moment / 86_400_000_000n;
  return `on ${dayText(Number(moment < 0n && day * 86_400_000_000n !== moment ? day - 1n : day))}`;
}

/** Powers of ten that a double holds exactly. */
const tens = Array.from({ length: 16 }, (_, power) => 10 ** power);

/** NUMERIC: digits of base 10,000, of which the first counts 10,000^weight. */
function decimals(column, capacity) {
  const { name, digits, scale } = column;
  const most = 10n ** BigInt(digits) - 1n;
  const assign = (words, row, buffer, start) => {
    const count = buffer.readInt16BE(start);
    const weight = buffer.readInt16BE(start + 2);
    const sign = buffer.readUInt16BE(start + 4);
    if (sign !== 0 && sign !== 0x4000)
      return outOfRange(column, { 49152: 'NaN', 53248: 'Infinity', 61440: '-Infinity' }[sign]);
    // How many tens the last digit has to be multiplied with to be in units of the scale.
    const up = scale + 4 * (weight - count + 1);
    const first = start + 8;
    if (count === 0) {
      words.fill(0, 4 * row, 4 * row + 4);
      return true;
    }
    if (count <= 3 && up >= -3 && up <= 3) {
      // Below 2^53, so that a double has it exactly.
      let value = 0;
      for (let at = 0; at < count; at++) value = value * 10_000 + buffer.readInt16BE(first + 2 * at);
      value = up >= 0 ? value * tens[up] : value / tens[-up];
      if (Number.isInteger(value) && (digits > 15 || value < tens[digits])) {
        if (sign !== 0) value = -value;
        const high = Math.floor(value / 4_294_967_296);
        words[4 * row] = value - high * 4_294_967_296;
        words[4 * row + 1] = high;
        words[4 * row + 2] = words[4 * row + 3] = value < 0 ? -1 : 0;
        return true;
      }
    }
    let value = 0n;
    for (let at = 0; at < count; at++) value = value * 10_000n + BigInt(buffer.readInt16BE(first + 2 * at));
    const factor = 10n ** BigInt(Math.abs(up));
    const exact = up >= 0 || value % factor === 0n;
    value = up >= 0 ? value * factor : exact ? value / factor : value;
    if (sign !== 0) value = -value;
    if (!exact || value > most || value < -most)
      throw new Problem({
        kind: 'digits',
        column: name,
        digits,
        scale,
        ...shown(value, exact ? scale : scale - up, scale),
      });
    for (let word = 0; word < 4; word++)
      words[4 * row + word] = Number(BigInt.asUintN(32, value >> BigInt(32 * word)));
    return true;
  };
  return fixed(new Uint32Array(4 * capacity), assign, 16);
}

/** The digits of a value for people: behind the point no more zeros than the scale has. */
function shown(value, digits, scale) {
  let whole = value;
  let left = digits;
  while (left > scale && whole % 10n === 0n) {
    whole /= 10n;
    left--;
  }
  return { shown: left, value: whole.toString() };
}
