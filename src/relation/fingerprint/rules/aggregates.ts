import type { AggregateParts, AggregateRule, WindowParts, WindowRule } from '../call-parts.ts';
import { countRows } from './count-rows.ts';
import { distinctAggregate } from './distinct-aggregate.ts';
import { filteredCase } from './filtered-case.ts';
import { partitionOrder } from './partition-order.ts';
import { rankFrame } from './rank-frame.ts';
import { trueFilter } from './true-filter.ts';
import { unseenOrder } from './unseen-order.ts';
import { wholePartition } from './whole-partition.ts';

/** Tried in this order on each aggregate and each window function, each once. */
export const aggregateRules: readonly AggregateRule[] = [
  filteredCase,
  countRows,
  trueFilter,
  distinctAggregate,
  unseenOrder,
];

/** Tried in this order on each window function after the rules of aggregates. */
export const windowRules: readonly WindowRule[] = [partitionOrder, rankFrame, wholePartition];

export function canonicalAggregateParts<T extends AggregateParts>(
  parts: T,
  fired: (rule: string) => void,
): T {
  let now = parts;
  for (const { name, rewrite } of aggregateRules) {
    const better = rewrite(now);
    if (better === null) continue;
    fired(name);
    now = { ...now, ...better };
  }
  return now;
}

export function canonicalWindowParts(parts: WindowParts, fired: (rule: string) => void): WindowParts {
  let now = canonicalAggregateParts(parts, fired);
  for (const { name, rewrite } of windowRules) {
    const better = rewrite(now);
    if (better === null) continue;
    fired(name);
    now = better;
  }
  return now;
}
