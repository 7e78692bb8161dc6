import { beginningOfTime, type Interval, joinRanges, type ManifestModel } from '../environment/index.ts';
import { intervalRule, type Touched } from './due-intervals.ts';
import type { PlanRequest } from './plan-request.ts';

/**
 * What was computed of other models since a model's rows were made from them: while it was not selected, or had failed. All time where that cannot be told any more.
 */
export function touchedSince(
  { manifest, old }: Pick<PlanRequest, 'manifest' | 'old'>,
  standing: ManifestModel | null,
): Touched[] {
  return (standing?.seen ?? []).flatMap(({ relation, content }) => {
    const key = relation.toLowerCase();
    const upstream = manifest?.models.get(key);
    if (upstream === undefined || upstream.content === content) return [];
    const definition = old.get(key);
    const zone = (definition === undefined ? null : intervalRule(definition)?.zone) ?? 'UTC';
    return rangesSince(upstream, content).map((range) => ({ range, zone }));
  });
}

const allTime: Interval = { start: beginningOfTime, end: '9999-01-01' };

function rangesSince({ touches }: ManifestModel, content: string): Interval[] {
  const first = touches.findLastIndex((touch) => touch.content === content);
  return first < 0 ? [allTime] : joinRanges(touches.slice(first).flatMap(({ ranges }) => ranges));
}
