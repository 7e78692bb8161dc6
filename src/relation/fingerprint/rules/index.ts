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
import { existsCount } from './exists-count.ts';
import { inList } from './in-list.ts';
import { integerProduct } from './integer-product.ts';
import { integerSum } from './integer-sum.ts';
import { losslessCast } from './lossless-cast.ts';
import { maybe } from './maybe.ts';
import { negation } from './negation.ts';
import { nullSafeComparison } from './null-safe-comparison.ts';
import { nullTest } from './null-test.ts';
import type { ExpressionRule } from './rule.ts';
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
  negation,
  conjunction,
  integerSum,
  integerProduct,
  commutedCall,
  concatenation,
  caseBranches,
  caseCoalesce,
  caseBoolean,
  coalesce,
  maybe,
  certainMark,
];
