/**
 * What the values of columns are like: counts, bounds, quantiles, lengths, frequent values; and what may be asked of them from now on. In: columns, a function that runs a query. Out:
 * profiles and proposed audits. Of a column with personal data it never asks for a value.
 */
export { estimateDistinct, type SampledDistinct } from './estimate-distinct.ts';
export { type ColumnChange, filledShare, findChanges } from './find-changes.ts';
export {
  type ColumnProfile,
  type KnownTotals,
  longestValue,
  type ProfiledColumn,
  quantileParts,
  type RowsProfile,
  sampleRows,
  type TopValue,
  topValues,
} from './profile.ts';
export { cutValue, type ProfileRequest, profileRows } from './profile-rows.ts';
export { type ValueKind, valueKind } from './value-kind.ts';
