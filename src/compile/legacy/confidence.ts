import { type LineagePoint, type LineageStep, pointKey } from '../../lineage/index.ts';
import { type Understanding, understandings } from '../../triage/index.ts';
import type { LegacyStep } from './lineage/index.ts';

/**
 * How well each point is known to be connected with `start`: of the weakest step on the best way there. `ways` is one side of an index of the lineage. By `pointKey`.
 */
export function confidenceFrom(
  direction: 'up' | 'down',
  ways: ReadonlyMap<string, readonly LineageStep[]>,
  steps: ReadonlyMap<string, LegacyStep>,
  start: LineagePoint,
): ReadonlyMap<string, Understanding> {
  const rankOf = (relation: string): number =>
    understandings.indexOf(steps.get(relation)?.understanding ?? 'bound');
  const found = new Map<string, number>();
  // Points in the order of how well they are known: a bucket for each understanding.
  const buckets: LineagePoint[][] = understandings.map(() => []);
  buckets[0]!.push(start);
  found.set(pointKey(start.relation, start.column), 0);
  for (let rank = 0; rank < buckets.length; rank++) {
    const bucket = buckets[rank]!;
    for (let point = bucket.pop(); point !== undefined; point = bucket.pop()) {
      if (found.get(pointKey(point.relation, point.column)) !== rank) continue;
      for (const step of ways.get(pointKey(point.relation, point.column)) ?? []) {
        // A step is known as well as how the relation at its lower end is made.
        const next = Math.max(rank, rankOf(direction === 'up' ? point.relation : step.relation));
        const key = pointKey(step.relation, step.column);
        if ((found.get(key) ?? Number.POSITIVE_INFINITY) <= next) continue;
        found.set(key, next);
        buckets[next]!.push(step);
      }
    }
  }
  return new Map([...found].map(([key, rank]) => [key, understandings[rank]!]));
}
