import type { Dialect } from '../estate/dialect.ts';
import { type Edit, type Word, wordsOf } from './edit-words.ts';

const ofHead = /^(FORCE|NOFORCE|EDITIONABLE|NONEDITIONABLE)$/;

/**
 * Takes out of the definition of a view what says how it may be made or changed and nothing of its rows, which the parser reads of few dialects: FORCE, WITH SCHEMABINDING, WITH CHECK OPTION, WITH READ
 * ONLY.
 */
export function viewWords(dialect: Dialect, text: string): readonly Edit[] {
  if (
    !/^\s*(?:--[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*)*(?:create|alter|replace|recreate)\b[\s\S]{0,400}?\bview\b/i.test(
      text,
    )
  )
    return [];
  const words = wordsOf(dialect, text);
  const view = words.findIndex(({ word }) => word === 'VIEW');
  const as = view < 0 ? -1 : outside(words, view, (word) => word === 'AS');
  if (as < 0) return [];
  const edits: Edit[] = [];
  const cut = (from: number, to: number) =>
    edits.push({ start: words[from]!.start, end: words[to - 1]!.end, text: ' ' });
  for (let i = 1; i < view; i++)
    if (ofHead.test(words[i]!.word)) {
      const from = words[i]!.word === 'FORCE' && words[i - 1]!.word === 'NO' ? i - 1 : i;
      cut(from, i + 1);
    }
  const settings = outside(words, view, (word) => word === 'WITH');
  if (settings > 0 && settings < as) cut(settings, as);
  // The last WITH that is no part of a bracket.
  let end = words.length;
  while (end > as && words[end - 1]!.word === ';') end--;
  for (let i = end - 1, depth = 0; i > as; i--) {
    const { word } = words[i]!;
    if (word === ')') depth++;
    else if (word === '(') depth--;
    else if (depth === 0 && word === 'WITH') {
      const rest = words.slice(i + 1, end).map((each) => each.word);
      if (
        /^((CASCADED |LOCAL )?CHECK OPTION|READ ONLY|NO SCHEMA BINDING)( CONSTRAINT \S*)?$/.test(
          rest.join(' ').trimEnd(),
        )
      )
        cut(i, end);
      break;
    }
  }
  return edits;
}

/** The first word behind `from` outside of brackets that `is` one; -1: none. */
function outside(words: readonly Word[], from: number, is: (word: string) => boolean): number {
  let depth = 0;
  for (let i = from + 1; i < words.length; i++) {
    const { word } = words[i]!;
    if (word === '(') depth++;
    else if (word === ')') depth--;
    else if (depth === 0 && is(word)) return i;
  }
  return -1;
}
