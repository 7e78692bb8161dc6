/**
 * Text of CSV files as columns of values. In: a column's type and how its values are written; bytes of each cell. Out: Arrow's buffers, and why a cell is no value of the type.
 */

import { scanIsoTime, scanIsoTimestamp } from '../../../csv/index.ts';
import type { ColumnStore } from '../column-types.ts';
import type { ColumnValues, ValueFormat } from './column-values.ts';
import { decimalValues, floatValues, integerValues, longValues } from './number-values.ts';
import { booleanValues, checks, textValues } from './text-values.ts';
import { dateValues, microsecondValues, scannerOf } from './time-values.ts';

export type { ColumnBuffers, ColumnValues, ValueFormat } from './column-values.ts';

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
