import type { AggregateRule } from '../call-parts.ts';
import { isNull } from './constants.ts';

/** Aggregates that pass over NULLs. */
const passing: ReadonlySet<string> = new Set(['sum', 'count', 'min', 'max', 'avg']);

/** The condition is given to FILTER only where there is none: two conditions would have to be one AND. */
export const filteredCase: AggregateRule = {
  name: 'filtered-case',
  says: '`sum(CASE WHEN c THEN x END)` is `sum(x) FILTER (WHERE c)`; so with count, min, max and avg',
  rewrite(parts) {
    const [only, ...more] = parts.arguments;
    if (!passing.has(parts.name) || more.length > 0 || parts.filter !== null || parts.order.length > 0)
      return null;
    if (only?.op !== 'case' || only.operands.length !== 3 || !isNull(only.operands[2]!)) return null;
    return { ...parts, arguments: [only.operands[1]!], filter: only.operands[0]! };
  },
};
