import { applyPatch, structuredPatch } from 'diff';

/**
 * What became of a generated text. `updated`, `new`, `same`: the disk holds what the mapping says. `kept`: a person has changed it, the mapping has not. `merged`: both have, in
 * different lines. `conflict`: both have, in the same lines. `removed`: a person has removed it. `foreign`: it was there before it was ever generated.
 */
export type GeneratedState =
  | 'new'
  | 'same'
  | 'updated'
  | 'kept'
  | 'merged'
  | 'conflict'
  | 'removed'
  | 'foreign';

export interface ThreeWay {
  readonly state: GeneratedState;
  /** What the file is to hold; null: it is left alone. */
  readonly text: string | null;
  /** What to remember as generated; null: what was remembered stays. */
  readonly base: string | null;
  /** What a person has changed since it was generated; of a `foreign` file, in what it differs from what the mapping says. Lines with their sign first. */
  readonly personal: readonly string[];
}

/** Brings together what was generated last (`base`), what stands, and what the mapping says now. A person's lines are never lost but with `force`. */
export function threeWay(
  base: string | null,
  current: string | null,
  next: string,
  force: boolean,
): ThreeWay {
  const written = (
    state: GeneratedState,
    text: string | null,
    personal: readonly string[] = [],
  ): ThreeWay => ({
    state,
    text,
    base: next,
    personal,
  });
  const left = (state: GeneratedState, personal: readonly string[]): ThreeWay => ({
    state,
    text: null,
    base: null,
    personal,
  });
  if (current === null) return base === null || force ? written('new', next) : left('removed', []);
  if (current === next) return written('same', null);
  if (current === base) return written('updated', next);
  const personal = differingLines(base ?? next, current);
  if (force) return written('updated', next, personal);
  if (base === null) return left('foreign', personal);
  if (base === next) return written('kept', null, personal);
  const merged = applyPatch(next, structuredPatch('', '', base, current, '', '', { context: 1 }));
  return merged === false ? left('conflict', personal) : written('merged', merged, personal);
}

function differingLines(was: string, is: string): readonly string[] {
  const patch = structuredPatch('', '', was, is, '', '', { context: 1 });
  return patch.hunks.flatMap(({ oldStart, lines }) => [
    `@@ line ${oldStart} @@`,
    ...lines.filter((line) => !line.startsWith('\\')),
  ]);
}
