import type { LiveFile } from '../scan/index.ts';

/** The column of `affected` that tells deleted rows from changed ones. */
export const goneColumn = '__lode_gone';

/**
 * What is to become of rows. `affected` names a temporary table with the columns `fileColumn`, `rowColumn`, `goneColumn` (deleted rather than changed) and, for changed rows, the table's columns with
 * their new values. `inserted` is a query of the table's columns, or null.
 */
export interface RowChanges {
  readonly affected: string;
  /** The files that rows of `affected` may lie in. */
  readonly candidates: readonly LiveFile[];
  readonly inserted: string | null;
}
