import { is, isWord, nameAt, relationName } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';

/** Sequences that numbers are taken from: `NEXT VALUE FOR s`, `GEN_ID(s, 1)`, `s.NEXTVAL`, `nextval('s')`. By words, since they stand in expressions of programs as well as in statements. */
export function sequencesIn(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
): readonly string[] {
  const found = new Set<string>();
  const add = (at: number) => {
    const name = nameAt(text, tokens, at, to);
    if (name !== null && !name.parts[0]!.startsWith('@')) found.add(relationName(name.parts));
  };
  for (let i = from; i < to; i++) {
    const token = tokens[i]!;
    if (token.kind !== 'word') continue;
    switch (token.text) {
      case 'VALUE':
        if (isWord(tokens[i - 1], 'NEXT', 'PREVIOUS', 'PRIOR') && isWord(tokens[i + 1], 'FOR')) add(i + 2);
        break;
      case 'GEN_ID':
        if (is(tokens[i + 1], '(')) add(i + 2);
        break;
      case 'NEXTVAL':
      case 'CURRVAL':
      case 'PREVVAL':
      case 'SETVAL': {
        const inside = tokens[i + 2];
        if (isWord(tokens[i + 1], 'FOR')) {
          add(i + 2);
          break;
        }
        if (is(tokens[i + 1], '(') && inside?.kind === 'string')
          found.add(relationName(inside.text.replaceAll('"', '').split('.')));
        else if (is(tokens[i - 1], '.') && i - 2 >= from) {
          let start = i - 2;
          while (start - 2 >= from && is(tokens[start - 1], '.')) start -= 2;
          const name = nameAt(text, tokens, start, i - 1);
          if (name !== null) found.add(relationName(name.parts));
        }
        break;
      }
    }
  }
  return [...found];
}
