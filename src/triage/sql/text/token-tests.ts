import { isFilledIn } from './placeholder.ts';
import type { Token } from './tokenize.ts';

export function is(token: Token | undefined, symbol: string): boolean {
  return token?.kind === 'symbol' && token.text === symbol;
}

export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'word' && words.includes(token.text);
}

/** The place behind the bracket that closes the one at `open`; `to` where it stays open. */
export function closing(tokens: readonly Token[], open: number, to = tokens.length): number {
  let depth = 0;
  for (let i = open; i < to; i++) {
    if (is(tokens[i], '(')) depth++;
    else if (is(tokens[i], ')') && --depth <= 0) return i + 1;
  }
  return to;
}

export interface QualifiedName {
  /** As written, without quotes. */
  readonly parts: readonly string[];
  /** The place behind it. */
  readonly next: number;
}

/** A name of parts joined by dots (`db..t` has an empty part), or null where none stands. */
export function nameAt(
  text: string,
  tokens: readonly Token[],
  i: number,
  to = tokens.length,
): QualifiedName | null {
  const parts: string[] = [];
  let at = i;
  while (at < to) {
    const token = tokens[at]!;
    const isName =
      token.kind === 'word' ||
      token.kind === 'name' ||
      (token.kind === 'variable' && parts.length === 0 && token.text.startsWith('@'));
    if (!isName) break;
    parts.push(token.kind === 'word' ? text.slice(token.start, token.end) : token.text);
    at++;
    if (!is(tokens[at], '.') || at + 1 >= to) break;
    at++;
    // db..t: the usual schema.
    for (; is(tokens[at], '.'); at++) parts.push('');
  }
  return parts.length === 0 ? null : { parts, next: at };
}

/** The form in which relations are compared and told of: lower case, parts joined by dots. */
export function relationName(parts: readonly string[]): string {
  // A data file's name is one.
  if (parts.at(-1)!.startsWith('file:')) return parts.at(-1)!.toLowerCase();
  const all = parts.flatMap((part) => part.split('.'));
  // Which database or schema a program fills in says nothing of which table is meant.
  while (all.length > 1 && isFilledIn(all[0]!)) all.shift();
  return all.join('.').toLowerCase();
}
