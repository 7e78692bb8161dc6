import { markName } from '../../lineage/index.ts';
import { type SqlToken, sqlTokens } from '../../text/index.ts';

/**
 * The statement that creates a scalar SQL macro, its body (of each overload) taken out of a struct whose field is named for the macro: the same value, in whose bound plan the call can still be seen. null where the text is no
 * such statement: a table macro.
 */
export function markMacro(text: string, name: string): string | null {
  const tokens = sqlTokens(text).filter((token) => token.kind !== 'comment');
  const words = tokens.map((token) => text.slice(token.start, token.end));
  const upper = words.map((word) => word.toUpperCase());
  const first = upper.findIndex((word) => word === 'MACRO' || word === 'FUNCTION');
  if (first < 0) return null;
  let at = words.indexOf('(', first);
  const field = markName(name);
  let result = '';
  let copied = 0;
  while (at >= 0 && at < tokens.length) {
    const close = closing(words, at);
    if (close < 0 || upper[close + 1] !== 'AS' || upper[close + 2] === 'TABLE') return null;
    const begin = close + 2;
    const end = endOfBody(words, upper, begin);
    if (end <= begin) return null;
    const from = tokens[begin]!.start;
    const to = (tokens[end - 1] as SqlToken).end;
    result += `${text.slice(copied, from)}struct_extract({'${field}': (${text.slice(from, to)})}, '${field}')`;
    copied = to;
    if (words[end] !== ',') break;
    at = end + 1;
  }
  return result + text.slice(copied);
}

/** The index of the parenthesis that closes the one at `open`; -1: none. */
function closing(words: readonly string[], open: number): number {
  let depth = 0;
  for (let index = open; index < words.length; index += 1) {
    if ('([{'.includes(words[index]!)) depth += 1;
    if (')]}'.includes(words[index]!)) depth -= 1;
    if (depth === 0) return index;
  }
  return -1;
}

/** A body ends with the text, with a semicolon, or where a comma is followed by the parameters of another overload. */
function endOfBody(words: readonly string[], upper: readonly string[], begin: number): number {
  let depth = 0;
  for (let index = begin; index < words.length; index += 1) {
    const word = words[index]!;
    if ('([{'.includes(word)) depth += 1;
    else if (')]}'.includes(word)) depth -= 1;
    else if (depth === 0 && word === ';') return index;
    else if (depth === 0 && word === ',' && words[index + 1] === '(') {
      const close = closing(words, index + 1);
      if (close > 0 && upper[close + 1] === 'AS') return index;
    }
  }
  return words.length;
}
