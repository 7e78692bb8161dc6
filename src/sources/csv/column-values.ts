import type { CsvDialect } from '../../csv/index.ts';
import {
  type NumberProblem,
  type ScannedNumber,
  type ScannedTime,
  scanIsoDate,
  scanIsoTime,
  scanIsoTimestamp,
  scanNumber,
  type TimeScanner,
  timeScanner,
  ungroup,
} from '../../csv/index.ts';
import type { ColumnStore } from './column-types.ts';

/** The values of one column of a batch, by row. */
export interface ColumnValues {
  /** Reads bytes `start` to `end` into `row`; why that is no value of the type, or null. */
  set(row: number, bytes: Uint8Array, start: number, end: number): string | null;
  setNull(row: number): void;
  /** Arrow's buffers of the first `rows`. The next row begins afresh. */
  finish(rows: number): ColumnBuffers;
}

export interface ColumnBuffers {
  readonly values: ArrayBufferView;
  readonly offsets: Int32Array | null;
}

/** What a column's text is read by, where its own format is not the dialect's. */
export type ValueFormat = Pick<
  CsvDialect,
  'decimal' | 'thousands' | 'date' | 'time' | 'timestamp' | 'trueWords' | 'falseWords'
>;

/** The values of a column for up to `capacity` rows at once. */
export function columnValues(store: ColumnStore, format: ValueFormat, capacity: number): ColumnValues {
  switch (store.kind) {
    case 'text':
      return textValues(capacity, () => null);
    case 'checked':
      return textValues(capacity, checks[store.of]);
    case 'boolean':
      return booleanValues(format, capacity);
    case 'integer':
      return store.bits === 64
        ? longValues(store.isSigned, format, capacity)
        : integerValues(store, format, capacity);
    case 'decimal':
      return decimalValues(store, format, capacity);
    case 'float':
      return floatValues(store.isDouble, format, capacity);
    case 'date':
      return dateValues(format, capacity);
    case 'time':
      return microsecondValues(scannerOf(format.time, scanIsoTime), 'time', format.time, capacity);
    case 'timestamp':
      return microsecondValues(
        scannerOf(format.timestamp, scanIsoTimestamp),
        store.zoned ? 'zoned' : 'timestamp',
        format.timestamp,
        capacity,
      );
  }
}

/** Letters as they are read in problems: not the whole of a long text. */
function shown(bytes: Uint8Array, start: number, end: number): string {
  const text = textOf(bytes, start, Math.min(end, start + 60));
  return `\`${text}${end - start > 60 ? '…' : ''}\``;
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', start, end);
}

type Check = (bytes: Uint8Array, start: number, end: number) => string | null;

const checks: Readonly<Record<'UUID' | 'JSON' | 'HUGEINT', Check>> = {
  UUID: (bytes, start, end) =>
    /^\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i.test(textOf(bytes, start, end))
      ? null
      : `${shown(bytes, start, end)} is no UUID`,
  JSON: (bytes, start, end) => {
    try {
      JSON.parse(textOf(bytes, start, end));
      return null;
    } catch {
      return `${shown(bytes, start, end)} is no JSON`;
    }
  },
  HUGEINT: (bytes, start, end) => {
    const text = textOf(bytes, start, end);
    if (!/^[-+]?\d{1,39}$/.test(text)) return `${shown(bytes, start, end)} is no whole number`;
    const value = BigInt(text.replace('+', ''));
    return value === BigInt.asIntN(128, value)
      ? null
      : `${shown(bytes, start, end)} is out of the range of HUGEINT`;
  },
};

function textValues(capacity: number, check: Check): ColumnValues {
  let offsets = new Int32Array(capacity + 1);
  let room = new Uint8Array(capacity * 8);
  return {
    set(row, bytes, start, end) {
      const from = offsets[row]!;
      const to = from + end - start;
      if (to > room.length) {
        const larger = new Uint8Array(Math.max(room.length * 2, to));
        larger.set(room.subarray(0, from));
        room = larger;
      }
      // Copying a few bytes by hand is cheaper than the call.
      if (end - start > 24) room.set(bytes.subarray(start, end), from);
      else for (let at = start; at < end; at++) room[from + at - start] = bytes[at]!;
      offsets[row + 1] = to;
      return check(bytes, start, end);
    },
    setNull(row) {
      offsets[row + 1] = offsets[row]!;
    },
    finish(rows) {
      const finished = { values: room.subarray(0, offsets[rows]!), offsets: offsets.subarray(0, rows + 1) };
      room = new Uint8Array(Math.max(capacity * 8, finished.values.length));
      offsets = new Int32Array(capacity + 1);
      return finished;
    },
  };
}

function booleanValues({ trueWords, falseWords }: ValueFormat, capacity: number): ColumnValues {
  const words = new Map([
    ...falseWords.map((word) => [word.toLowerCase(), false] as const),
    ...trueWords.map((word) => [word.toLowerCase(), true] as const),
  ]);
  let bits = new Uint8Array((capacity + 7) >> 3);
  return {
    set(row, bytes, start, end) {
      const value = words.get(textOf(bytes, start, end).toLowerCase());
      if (value === undefined)
        return `${shown(bytes, start, end)} is none of ${[...trueWords, ...falseWords].join(', ')}`;
      if (value) bits[row >> 3]! |= 1 << (row & 7);
      else bits[row >> 3]! &= ~(1 << (row & 7));
      return null;
    },
    setNull() {},
    finish() {
      const values = bits;
      bits = new Uint8Array((capacity + 7) >> 3);
      return { values, offsets: null };
    },
  };
}

/** A scanner of numbers that knows groups of thousands; the result stays until the next call. */
function numberScanner({ decimal, thousands }: ValueFormat, scale: number) {
  const result: ScannedNumber = { small: 0, big: null };
  const point = scale < 0 ? -1 : decimal.charCodeAt(0);
  const scan = (bytes: Uint8Array, start: number, end: number): NumberProblem | null => {
    const problem = scanNumber(bytes, start, end, point, Math.max(0, scale), result);
    if (problem !== 'not-a-number' || thousands === '') return problem;
    const text = ungroup(textOf(bytes, start, end), thousands, decimal);
    if (text === null) return 'ungrouped';
    const plain = Buffer.from(text);
    return scanNumber(plain, 0, plain.length, point, Math.max(0, scale), result);
  };
  return { result, scan };
}

function numberProblem(
  problem: NumberProblem,
  bytes: Uint8Array,
  start: number,
  end: number,
  scale: number,
): string {
  const value = shown(bytes, start, end);
  switch (problem) {
    case 'not-a-number':
      return scale < 0 ? `${value} is no whole number` : `${value} is no number`;
    case 'too-many-decimals':
      return `${value} has more than ${scale} decimal${scale === 1 ? '' : 's'}`;
    case 'ungrouped':
      return `${value} has no groups of three digits`;
  }
}

function integerValues(
  { bits, isSigned }: Extract<ColumnStore, { kind: 'integer' }>,
  format: ValueFormat,
  capacity: number,
): ColumnValues {
  const { result, scan } = numberScanner(format, -1);
  const least = isSigned ? -(2 ** (bits - 1)) : 0;
  const most = 2 ** (isSigned ? bits - 1 : bits) - 1;
  const fresh = () => {
    if (bits === 8) return isSigned ? new Int8Array(capacity) : new Uint8Array(capacity);
    if (bits === 16) return isSigned ? new Int16Array(capacity) : new Uint16Array(capacity);
    return isSigned ? new Int32Array(capacity) : new Uint32Array(capacity);
  };
  let values = fresh();
  return {
    set(row, bytes, start, end) {
      const problem = scan(bytes, start, end);
      if (problem !== null) return numberProblem(problem, bytes, start, end, -1);
      if (result.big !== null || result.small < least || result.small > most)
        return `${shown(bytes, start, end)} is not between ${least} and ${most}`;
      values[row] = result.small;
      return null;
    },
    setNull() {},
    finish() {
      const finished = values;
      values = fresh();
      return { values: finished, offsets: null };
    },
  };
}

function longValues(isSigned: boolean, format: ValueFormat, capacity: number): ColumnValues {
  const { result, scan } = numberScanner(format, -1);
  let values = new Int32Array(2 * capacity);
  const least = isSigned ? -(1n << 63n) : 0n;
  const most = isSigned ? (1n << 63n) - 1n : (1n << 64n) - 1n;
  return {
    set(row, bytes, start, end) {
      const problem = scan(bytes, start, end);
      if (problem !== null) return numberProblem(problem, bytes, start, end, -1);
      const { small, big } = result;
      if (big === null ? small < 0 && !isSigned : big < least || big > most)
        return `${shown(bytes, start, end)} is not between ${least} and ${most}`;
      writeLong(values, 2 * row, small, big);
      return null;
    },
    setNull() {},
    finish() {
      const finished = isSigned ? new BigInt64Array(values.buffer) : new BigUint64Array(values.buffer);
      values = new Int32Array(2 * capacity);
      return { values: finished, offsets: null };
    },
  };
}

function decimalValues(
  { precision, scale }: Extract<ColumnStore, { kind: 'decimal' }>,
  format: ValueFormat,
  capacity: number,
): ColumnValues {
  const { result, scan } = numberScanner(format, scale);
  const limit = 10n ** BigInt(precision);
  const smallLimit = precision <= 15 ? 10 ** precision : Number.MAX_SAFE_INTEGER;
  let values = new Int32Array(4 * capacity);
  return {
    set(row, bytes, start, end) {
      const problem = scan(bytes, start, end);
      if (problem !== null) return numberProblem(problem, bytes, start, end, scale);
      const { small, big } = result;
      if (big === null ? Math.abs(small) >= smallLimit : big >= limit || big <= -limit)
        return `${shown(bytes, start, end)} has more digits than DECIMAL(${precision},${scale}) holds`;
      writeLong(values, 4 * row, small, big);
      if (big === null) {
        values[4 * row + 2] = small < 0 ? -1 : 0;
        values[4 * row + 3] = small < 0 ? -1 : 0;
      } else writeLong(values, 4 * row + 2, 0, big >> 64n);
      return null;
    },
    setNull() {},
    finish() {
      const finished = new Uint32Array(values.buffer);
      values = new Int32Array(4 * capacity);
      return { values: finished, offsets: null };
    },
  };
}

/** The lower 64 bits of a number, little-endian: `big`, or `small` where that is null. */
function writeLong(words: Int32Array, at: number, small: number, big: bigint | null): void {
  if (big === null) {
    const high = Math.floor(small / 4_294_967_296);
    words[at] = small - high * 4_294_967_296;
    words[at + 1] = high;
  } else {
    words[at] = Number(BigInt.asIntN(32, big));
    words[at + 1] = Number(BigInt.asIntN(32, big >> 32n));
  }
}

function floatValues(isDouble: boolean, { decimal, thousands }: ValueFormat, capacity: number): ColumnValues {
  const fresh = () => (isDouble ? new Float64Array(capacity) : new Float32Array(capacity));
  let values = fresh();
  return {
    set(row, bytes, start, end) {
      const text = textOf(bytes, start, end);
      const plain = thousands === '' ? text : ungroup(text, thousands, decimal);
      if (plain === null) return numberProblem('ungrouped', bytes, start, end, 0);
      const pointed = decimal === '.' ? plain : plain.includes('.') ? 'x' : plain.replace(decimal, '.');
      const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(pointed)
        ? Number(pointed)
        : (specialFloats[pointed.toLowerCase()] ?? null);
      if (value === null) return `${shown(bytes, start, end)} is no number`;
      values[row] = value;
      return null;
    },
    setNull() {},
    finish() {
      const finished = values;
      values = fresh();
      return { values: finished, offsets: null };
    },
  };
}

const specialFloats: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Infinity,
  '+inf': Infinity,
  infinity: Infinity,
  '-inf': -Infinity,
  '-infinity': -Infinity,
};

function scannerOf(format: string, iso: TimeScanner): TimeScanner {
  return format === 'iso' ? iso : timeScanner(format);
}

function written(format: string, iso: string): string {
  return format === 'iso' ? iso : format;
}

function dateValues({ date }: ValueFormat, capacity: number): ColumnValues {
  const scan = scannerOf(date, scanIsoDate);
  const result: ScannedTime = { days: 0, microseconds: 0, offset: null };
  let values = new Int32Array(capacity);
  return {
    set(row, bytes, start, end) {
      if (!scan(bytes, start, end, result))
        return `${shown(bytes, start, end)} is no date written ${written(date, '2024-01-31')}`;
      if (result.microseconds !== 0) return `${shown(bytes, start, end)} has a time of day`;
      values[row] = result.days;
      return null;
    },
    setNull() {},
    finish() {
      const finished = values;
      values = new Int32Array(capacity);
      return { values: finished, offsets: null };
    },
  };
}

function microsecondValues(
  scan: TimeScanner,
  kind: 'time' | 'timestamp' | 'zoned',
  format: string,
  capacity: number,
): ColumnValues {
  const result: ScannedTime = { days: 0, microseconds: 0, offset: null };
  const example = kind === 'time' ? '13:05:07' : '2024-01-31 13:05:07';
  let values = new Int32Array(2 * capacity);
  return {
    set(row, bytes, start, end) {
      if (!scan(bytes, start, end, result))
        return `${shown(bytes, start, end)} is no ${kind === 'time' ? 'time' : 'moment'} written ${written(format, example)}`;
      const { days, microseconds, offset } = result;
      if (kind === 'zoned' && offset === null) return `${shown(bytes, start, end)} has no offset from UTC`;
      if (kind !== 'zoned' && offset !== null)
        return `${shown(bytes, start, end)} has an offset from UTC, which a ${kind === 'time' ? 'TIME' : 'TIMESTAMP'} cannot keep`;
      const seconds = days * 86_400 - (offset ?? 0) * 60;
      // A double counts microseconds exactly up to the year 2255.
      const exact = seconds * 1_000_000 + microseconds;
      writeLong(
        values,
        2 * row,
        exact,
        Number.isSafeInteger(exact) ? null : BigInt(seconds) * 1_000_000n + BigInt(microseconds),
      );
      return null;
    },
    setNull() {},
    finish() {
      const finished = new BigInt64Array(values.buffer);
      values = new Int32Array(2 * capacity);
      return { values: finished, offsets: null };
    },
  };
}
