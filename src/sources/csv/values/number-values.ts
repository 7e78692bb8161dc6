import { type NumberProblem, type ScannedNumber, scanNumber, ungroup } from '../../../csv/index.ts';
import type { ColumnStore } from '../column-types.ts';
import type { ColumnValues, ValueFormat } from './column-values.ts';
import { shown, textOf } from './shown.ts';
import { writeLong } from './write-long.ts';

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

export function integerValues(
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

export function longValues(isSigned: boolean, format: ValueFormat, capacity: number): ColumnValues {
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

export function decimalValues(
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

export function floatValues(
  isDouble: boolean,
  { decimal, thousands }: ValueFormat,
  capacity: number,
): ColumnValues {
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
