import type { DataType } from '../data-type.ts';

/** What every operator has: the types of the columns of the rows that it gives. Columns have no names inside a relation. */
export interface Rows {
  readonly types: readonly DataType[];
}
