import type { Definition } from '../../environment/index.ts';
import { sqlTokens } from '../../text/index.ts';
import { placeAt } from './explained-side.ts';
import type { Place } from './explanation.ts';

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The stretches of two statements in which they differ, comments and white space aside: between what both begin and what both end with. */
export function changedStretch(
  old: Definition,
  next: Definition,
): { left: Place | null; right: Place | null } {
  const [left, right] = [wordsOf(old), wordsOf(next)];
  const shorter = Math.min(left.length, right.length);
  let before = 0;
  while (before < shorter && left[before]!.text === right[before]!.text) before++;
  let after = 0;
  while (
    after < shorter - before &&
    left[left.length - 1 - after]!.text === right[right.length - 1 - after]!.text
  )
    after++;
  return {
    left: stretch(old, left.slice(before, left.length - after)),
    right: stretch(next, right.slice(before, right.length - after)),
  };
}

function wordsOf({ sql }: Definition): Word[] {
  return sqlTokens(sql).flatMap(({ kind, start, end }) => {
    if (kind === 'comment') return [];
    const text = sql.slice(start, end);
    return [{ text: kind === 'word' ? text.toUpperCase() : text, start, end }];
  });
}

/** null where a template stands between the file and the statement. */
function stretch(definition: Definition, words: readonly Word[]): Place | null {
  const offset = definition.source.indexOf(definition.sql);
  if (offset < 0 || words.length === 0) return null;
  return placeAt(definition, { start: offset + words[0]!.start, end: offset + words.at(-1)!.end });
}

/**
 * The first lines of two files in which they differ, rather one that has one of `words`: for statements that templates write, of which the file tells less. null where the files say the same.
 */
export function changedLine(
  old: Definition,
  next: Definition,
  words: RegExp | null,
): { left: Place | null; right: Place | null } {
  const [left, right] = [linesOf(old), linesOf(next)];
  const pick = (lines: readonly Word[], others: readonly Word[]): Word | undefined => {
    const known = new Set(others.map(({ text }) => text));
    const own = lines.filter(({ text }) => !known.has(text));
    return own.find(({ text }) => words?.test(text) === true) ?? own[0];
  };
  const place = (definition: Definition, line: Word | undefined) =>
    line === undefined ? null : placeAt(definition, line);
  return { left: place(old, pick(left, right)), right: place(next, pick(right, left)) };
}

/** The lines of a file below its header, those with something on them. */
function linesOf({ source }: Definition): Word[] {
  const header = /^\s*\/\*\s*---[\s\S]*?---\s*\*\//.exec(source)?.[0].length ?? 0;
  return [...source.slice(header).matchAll(/[^\r\n]+/g)].flatMap((match) => {
    const text = match[0].replace(/\s+/g, ' ').trim();
    const start = header + match.index;
    return text === '' ? [] : [{ text, start, end: start + match[0].length }];
  });
}
