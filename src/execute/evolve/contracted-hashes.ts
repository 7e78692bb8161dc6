import type { Step } from '../step.ts';

/** Hashes of steps' definitions over the contracts alone, by lower-case name, where those are others. */
export function contractedHashes(steps: readonly Step[]): ReadonlyMap<string, string> {
  return new Map(
    steps.flatMap(({ key, contracted }) => (contracted === null ? [] : [[key, contracted] as const])),
  );
}
