import type { CsvDialect } from '../../../csv/index.ts';

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
