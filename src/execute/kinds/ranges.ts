import {
  type Interval,
  joinRanges,
  type ManifestModelDraft,
  subtractRanges,
} from '../../environment/index.ts';

type Ranges = ManifestModelDraft['ranges'];

/**
 * The ranges after `intervals` were computed by `definition`. Other ranges stay under the definitions that made them; those of `proved`, which was proved to give the same, are `definition`'s from now on.
 */
export function rangesAfter(
  before: Ranges,
  intervals: readonly Interval[],
  definition: string,
  { proved, sample }: { readonly proved: string | null; readonly sample: boolean },
): Ranges {
  const kept = before.flatMap(({ range, definition: by, sample: part }) =>
    range === null
      ? []
      : subtractRanges([range], intervals).map((rest) => ({
          range: rest,
          definition: by === proved ? definition : by,
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

type Touches = ManifestModelDraft['touches'];

/** A reader that has not looked for longer takes everything for new. */
const mostTouches = 30;

/** The changes of a model after `intervals` of it were computed. Where its content stays there is nothing new; where it began anew, no reader can tell what is. */
export function touchesAfter(
  before: { readonly touches: Touches; readonly content: string } | null,
  intervals: readonly Interval[],
  content: string,
): Touches {
  if (before === null) return [];
  if (before.content === content) return before.touches;
  const touch = { content: before.content, ranges: intervals.map(({ start, end }) => ({ start, end })) };
  return [...before.touches, touch].slice(-mostTouches);
}
