/**
 * Whether two tables hold the same, and if not, where and how they differ. In: two relations of a session, options, a function that runs SQL. Out: a
 * Comparison with counts, kinds and samples; values tagged as personal are masked. Opens nothing by itself and writes nothing but temporary tables of the session.
 */
export { type ComparedTables, compareTables, type TableComparison } from './compare-tables.ts';
export { type CsvSettings, unknownCsv } from './csv/csv-settings.ts';
export { proposeTypes, type TypedCsv } from './csv/propose-types.ts';
export { differenceQuery } from './difference-query.ts';
export { type Checksums, checksumsOf } from './environments/checksums.ts';
export { type Claims, claimsOf } from './environments/claims.ts';
export {
  type ComparedModel,
  type EnvironmentComparison,
  environmentComparison,
} from './environments/environment-comparison.ts';
export { type ComparedOnTheWay, conclude } from './explain/conclude.ts';
export type { ExplainedModel, ExplainedSide } from './explain/explained-side.ts';
export {
  type Cause,
  type ExplainedColumn,
  type Explanation,
  explanationForm,
  type Hint,
  type Place,
  type TableEvidence,
} from './explain/explanation.ts';
export { type Found, findCauses, type Start } from './explain/find-causes.ts';
export { columnHints, rowHints, type StepsOf } from './explain/find-hints.ts';
export {
  type ComparisonForm,
  comparisonForm,
  comparisonOptions,
  type SideForm,
  sideForm,
  sideSettings,
} from './form.ts';
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
export { type ComparisonRequest, requestOf, type SideRequest, splitNames } from './request.ts';
export {
  type CellSample,
  type ComparedColumn,
  type ComparedSide,
  type Comparison,
  type CsvReading,
  comparison,
  type RowSample,
} from './result.ts';
export { parseSide, type SideReference } from './side-reference.ts';
export type { CompareSession } from './sql.ts';
export { durationText, parseDuration, parseTolerance, type Tolerance, toleranceText } from './tolerance.ts';
