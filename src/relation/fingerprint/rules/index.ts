import { argumentOrder } from './argument-order.ts';
import { between } from './between.ts';
import { booleanComparison } from './boolean-comparison.ts';
import { caseBoolean } from './case-boolean.ts';
import { caseBranches } from './case-branches.ts';
import { caseCoalesce } from './case-coalesce.ts';
import { certainMark } from './certain-mark.ts';
import { coalesce } from './coalesce.ts';
import { commutedCall } from './commuted-call.ts';
import { comparisonSides } from './comparison-sides.ts';
import { concatenation } from './concatenation.ts';
import { conjunction } from './conjunction.ts';
import { constantCast } from './constant-cast.ts';
import { constantComparison } from './constant-comparison.ts';
import { constantKeysRule } from './constant-keys.ts';
import { decorrelateRule } from './decorrelate.ts';
import { distinctAsGroup } from './distinct-as-group.ts';
import { existsCount } from './exists-count.ts';
import { mergedFilters } from './filter-conditions.ts';
import { flattenedJoinRule } from './flattened-join.ts';
import { flattenedUnion } from './flattened-union.ts';
import { fullJoinRule } from './full-join.ts';
import { impliedPresenceRule } from './implied-presence.ts';
import { inList } from './in-list.ts';
import { inlinedCte } from './inlined-cte.ts';
import { integerProduct } from './integer-product.ts';
import { integerSum } from './integer-sum.ts';
import { leftAntiRule } from './left-anti.ts';
import { liftedFilter } from './left-join.ts';
import { lookupJoin } from './lookup-join.ts';
import { losslessCast } from './lossless-cast.ts';
import { maybe } from './maybe.ts';
import { mergedProjectionsRule } from './merged-projections.ts';
import { negatedLike } from './negated-like.ts';
import { negation } from './negation.ts';
import { neverTrue } from './never-true.ts';
import { nullSafeComparison } from './null-safe-comparison.ts';
import { nullTest } from './null-test.ts';
import { oneRow } from './one-row.ts';
import { outerToInnerRule } from './outer-to-inner.ts';
import { redundantDistinct } from './redundant-distinct.ts';
import type { ExpressionRule, RowsRule } from './rule.ts';
import { semiDistinctRule } from './semi-distinct.ts';
import { semiJoinRule } from './semi-join.ts';
import { sortedList } from './sorted-list.ts';
import { totalOrder } from './total-order.ts';
import { unionArms } from './union-arms.ts';
import { unseenSortRule } from './unseen-sort.ts';
import { truthOnly } from './where-true.ts';
import { wholeRecursion } from './whole-recursion.ts';
import { widenedComparison } from './widened-comparison.ts';

/** Tried in this order on every term as it is made, from the inside out; the first that applies gives the term, which is canonical then. */
export const expressionRules: readonly ExpressionRule[] = [
  constantCast,
  losslessCast,
  inList,
  between,
  comparisonSides,
  widenedComparison,
  constantComparison,
  nullSafeComparison,
  booleanComparison,
  existsCount,
  nullTest,
  negatedLike,
  negation,
  conjunction,
  integerSum,
  integerProduct,
  commutedCall,
  concatenation,
  sortedList,
  caseBranches,
  caseCoalesce,
  caseBoolean,
  coalesce,
  maybe,
  certainMark,
];

/** Of operators, in the order in which a query meets them from its leaves up: what it reads, how it is joined, filtered, grouped, put together, cut and handed up. */
export const rowsRules: readonly RowsRule[] = [
  inlinedCte,
  wholeRecursion,
  mergedProjectionsRule,
  flattenedJoinRule,
  decorrelateRule,
  semiJoinRule,
  semiDistinctRule,
  liftedFilter,
  lookupJoin,
  fullJoinRule,
  mergedFilters,
  truthOnly,
  neverTrue,
  outerToInnerRule,
  leftAntiRule,
  impliedPresenceRule,
  oneRow,
  constantKeysRule,
  distinctAsGroup,
  redundantDistinct,
  argumentOrder,
  totalOrder,
  flattenedUnion,
  unionArms,
  unseenSortRule,
];
