import { type ScannedTime, scanIsoDate, type TimeScanner, timeScanner } from '../../../csv/index.ts';
import type { ColumnValues, ValueFormat } from './column-values.ts';
import { shown } from './shown.ts';
import { writeLong } from './write-long.ts';

export function scannerOf(format: string, iso: TimeScanner): TimeScanner {
  return format === 'iso' ? iso : timeScanner(format);
}

function written(format: string, iso: string): string {
  return format === 'iso' ? iso : format;
}

export function dateValues({ date }: ValueFormat, capacity: number): ColumnValues {
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

export function microsecondValues(
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
