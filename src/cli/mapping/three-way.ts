import { applyPatch, structuredPatch } from 'diff';
import { sameButBlanks, sameMeaning } from './same-meaning.ts';

/**
 * What became of a generated text. `updated`, `new`, `same`: the disk holds what the mapping says. `formatted`: it says the same, laid out or commented by hand. `kept`: a person has
 * changed it, the mapping has not. `merged`: both have, in different lines. `conflict`: both have, in the same lines. `removed`: a person has removed it. `foreign`: it was there
 * before it was ever generated.
 */
export type GeneratedState =
  | 'new'
  | 'same'
  | 'formatted'
  | 'updated'
  | 'kept'
  | 'merged'
  | 'conflict'
  | 'removed'
  | 'foreign';

/** What wins where a person and the mapping differ: null: nothing is overwritten. `mapping`: the mapping's text. `person`: what stands, and the difference counts as settled. */
export type Winner = 'mapping' | 'person' | null;

export interface ThreeWay {
  readonly state: GeneratedState;
  /** What the file is to hold; null: it is left alone. */
  readonly text: string | null;
  /** What to remember as generated; null: what was remembered stays. */
  readonly base: string | null;
  /** What a person has changed since it was generated; of a `foreign` file, in what it differs from what the mapping says. Lines with their sign first. */
  readonly personal: readonly string[];
  /** Of a `conflict`: what the mapping has changed since. */
  readonly ofMapping: readonly string[];
}

/** Brings together what was generated last (`base`), what stands, and what the mapping says now. A person's lines are never lost but where the mapping is to win. */
export function threeWay(
  path: string,
  base: string | null,
  current: string | null,
  next: string,
  winner: Winner,
): ThreeWay {
  const written = (
    state: GeneratedState,
    text: string | null,
    personal: readonly string[] = [],
  ): ThreeWay => ({ state, text, base: next, personal, ofMapping: [] });
  const left = (
    state: GeneratedState,
    personal: readonly string[],
    ofMapping: readonly string[] = [],
  ): ThreeWay => ({ state, text: null, base: null, personal, ofMapping });
  if (current === null)
    return base === null || winner === 'mapping' ? written('new', next) : left('removed', []);
  const asWritten = (text: string) => (/\r\n/.test(current) ? text.replaceAll('\n', '\r\n') : text);
  const stands = tidy(current);
  if (stands === tidy(next)) return written('same', null);
  const was = base === null ? null : tidy(base);
  if (stands === was) return written('updated', asWritten(next));
  const saysNext = sameMeaning(path, current, next);
  const personal = saysNext ? [] : differingLines(was ?? tidy(next), stands);
  if (winner === 'mapping' && !saysNext) return written('updated', asWritten(next), personal);
  if (saysNext) return written('formatted', null);
  if (base === null || was === null)
    return winner === 'person' ? written('kept', null, personal) : left('foreign', personal);
  if (base === next) return written('kept', null, personal);
  const isLayout = sameMeaning(path, current, base);
  const merged = applyPatch(next, structuredPatch('', '', was, stands, '', '', { context: 1 }));
  if (merged !== false)
    return written(isLayout ? 'updated' : 'merged', asWritten(merged), isLayout ? [] : personal);
  if (sameButBlanks(current, base)) return written('updated', asWritten(next));
  return winner === 'person'
    ? written('kept', null, differingLines(next, stands))
    : left('conflict', personal, differingLines(was, next));
}

/** Without blanks at the ends of lines and of the text: editors and git change these by themselves. */
function tidy(text: string): string {
  return `${text.replaceAll(/[^\S\n]+$/gm, '').trimEnd()}\n`;
}

function differingLines(was: string, is: string): readonly string[] {
  const patch = structuredPatch('', '', was, is, '', '', { context: 1 });
  return patch.hunks.flatMap(({ oldStart, lines }) => [
    `@@ line ${oldStart} @@`,
    ...lines.filter((line) => !line.startsWith('\\')),
  ]);
}
