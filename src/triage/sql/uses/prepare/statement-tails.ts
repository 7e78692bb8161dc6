import { closing, is, isWord } from '../../text/token-tests.ts';
import type { Token } from '../../text/tokenize.ts';

const clauseWords =
  /^(FROM|WHERE|GROUP|HAVING|ORDER|UNION|LIMIT|FETCH|FOR|INTO|USING|WHEN|ON|EXCEPT|INTERSECT|AND|OR|BULK)$/;

export function variablesEnd(tokens: readonly Token[], i: number, to: number): number {
  let at = i;
  if (isWord(tokens[at], 'STRICT')) at++;
  // INTO OUTFILE 'x' FIELDS … LINES …: a file, not a variable.
  if (isWord(tokens[at], 'OUTFILE', 'DUMPFILE')) {
    while (at < to && !isWord(tokens[at], 'FROM')) at++;
    return at;
  }
  while (at < to) {
    const token = tokens[at]!;
    if (token.kind === 'word' && clauseWords.test(token.text)) break;
    if (is(token, ';')) break;
    if (is(token, '(')) at = closing(tokens, at, to);
    else at++;
  }
  return at;
}

export function endOfTail(tokens: readonly Token[], i: number, to: number): number {
  let at = i;
  while (
    at < to &&
    !is(tokens[at], ')') &&
    !is(tokens[at], ';') &&
    !isWord(tokens[at], 'INTO', 'WITH', 'AS', 'UNION')
  )
    at++;
  return at;
}
