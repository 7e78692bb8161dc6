import { is, isWord } from '../../sql/text/token-tests.ts';
import type { Token } from '../../sql/text/tokenize.ts';

/** The first token from `from` on outside of brackets that `test` takes; -1: none. */
export function depthZero(
  tokens: readonly Token[],
  from: number,
  test: (token: Token, at: number) => boolean,
): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (is(token, '(')) depth++;
    else if (is(token, ')')) depth--;
    else if (depth === 0 && test(token, at)) return at;
  }
  return -1;
}

/** Stretches between separators outside of brackets. */
export function splitTokens(
  tokens: readonly Token[],
  from: number,
  to: number,
  separator: ',' | 'AND',
): (readonly [from: number, to: number])[] {
  const found: [number, number][] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < to; at++) {
    const token = tokens[at]!;
    if (is(token, '(')) depth++;
    else if (is(token, ')')) depth--;
    else if (depth === 0 && (is(token, separator) || isWord(token, separator))) {
      found.push([start, at]);
      start = at + 1;
    }
  }
  return start < to ? [...found, [start, to]] : found;
}
