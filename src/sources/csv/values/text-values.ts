import type { ColumnValues, ValueFormat } from './column-values.ts';
import { shown, textOf } from './shown.ts';

/** Why bytes `start` to `end` are no value of the type, or null. */
export type Check = (bytes: Uint8Array, start: number, end: number) => string | null;

export const checks: Readonly<Record<'UUID' | 'JSON' | 'HUGEINT', Check>> = {
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

export function textValues(capacity: number, check: Check): ColumnValues {
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

export function booleanValues({ trueWords, falseWords }: ValueFormat, capacity: number): ColumnValues {
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
