/**
 * Whether two tables hold the same, and if not, where and how they differ. In: two relations of a session, options, a function that runs SQL. Out: a
 * Comparison with counts, kinds and samples; values tagged as personal are masked. Opens nothing by itself and writes nothing but temporary tables of the session.
 */
export { type ComparedTables, compareTables, type TableComparison } from './compare-tables.ts';
export {
  type CompareOptions,
  type CompareSide,
  defaultOptions,
  type KeyOrigin,
  type MinimumAge,
  type SideColumn,
  type TextForm,
  textForms,
} from './options.ts';
export { kindWords } from './queries/kinds.ts';
export {
  type CellSample,
  type ComparedColumn,
  type ComparedSide,
  type Comparison,
  type CsvReading,
  comparison,
  type RowSample,
} from './result.ts';
export type { CompareSession } from './sql.ts';
export { durationText, parseDuration, parseTolerance, type Tolerance, toleranceText } from './tolerance.ts';
