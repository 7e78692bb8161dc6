import {
  type Interval,
  joinRanges,
  type ManifestModelDraft,
  subtractRanges,
} from '../../environment/index.ts';

type Ranges = ManifestModelDraft['ranges'];

/**
 * The ranges after `intervals` were computed by `definition`. Other ranges stay under the definitions that made them where `keep` is true, and are `definition`'s otherwise: it was proved to give the same.
 */
export function rangesAfter(
  before: Ranges,
  intervals: readonly Interval[],
  definition: string,
  { keep, sample }: { readonly keep: boolean; readonly sample: boolean },
): Ranges {
  const kept = before.flatMap(({ range, definition: by, sample: part }) =>
    range === null
      ? []
      : subtractRanges([range], intervals).map((rest) => ({
          range: rest,
          definition: keep ? by : definition,
          sample: part,
        })),
  );
  const alike = new Map<string, Ranges>();
  for (const entry of [...kept, ...intervals.map((range) => ({ range, definition, sample }))]) {
    const key = `${entry.definition} ${entry.sample}`;
    alike.set(key, [...(alike.get(key) ?? []), entry]);
  }
  return [...alike.values()]
    .flatMap((entries) =>
      joinRanges(entries.map(({ range }) => range!)).map((range) => ({ ...entries[0]!, range })),
    )
    .sort((a, b) => (a.range.start < b.range.start ? -1 : 1));
}
