import type { ComparedColumn } from './result.ts';

/**
 * The share of cells that match, rounded down to six decimals: it is 1 only where everything does. A row that one side lacks counts with all its cells, a column that one
 * side lacks with all its rows; of rows that both have the cells of the key match. Without a key it is the share of rows. Two empty tables match.
 */
export function scoreOf(
  columns: readonly ComparedColumn[],
  rows: { readonly both: number; readonly onlyLeft: number; readonly onlyRight: number },
  lackingColumns: number,
  keys: number,
): number {
  const all = rows.both + rows.onlyLeft + rows.onlyRight;
  if (all === 0) return lackingColumns === 0 ? 1 : 0;
  const cells = all * (columns.length + lackingColumns);
  const matching =
    keys === 0 ? rows.both * columns.length : columns.reduce((sum, column) => sum + column.matching, 0);
  return Math.floor((matching / cells) * 1e6) / 1e6;
}
