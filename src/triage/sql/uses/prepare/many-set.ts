import { closing, is } from '../../text/token-tests.ts';
import type { Token } from '../../text/tokenize.ts';

/** SET (a, b) = (SELECT …): the first column stays, the others are noted. */
export function manySet(
  text: string,
  tokens: readonly Token[],
  set: number,
  to: number,
  cut: (first: number, end: number, by?: string) => void,
  written: string[],
): number {
  for (let i = set; i < to; i++) {
    if (!(i === set || is(tokens[i], ',')) || !is(tokens[i + 1], '(')) continue;
    const end = closing(tokens, i + 1, to);
    if (!is(tokens[end], '=')) return set;
    const names = tokens.slice(i + 2, end - 1).filter((each) => each.kind === 'word' || each.kind === 'name');
    const [first] = names;
    if (first === undefined) return set;
    for (const name of names.slice(1))
      written.push(name.kind === 'word' ? text.slice(name.start, name.end) : name.text);
    const at = tokens.indexOf(first, i);
    cut(i + 1, at);
    cut(at + 1, end);
    const value = is(tokens[end + 1], '(') ? closing(tokens, end + 1, to) : to;
    if (!is(tokens[value], ',')) return end;
    i = value - 1;
  }
  return set;
}
