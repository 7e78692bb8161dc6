import { closing, is, isWord, nameAt, relationName } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';
import { type UseSet, use, useAll } from './use-set.ts';

/** T-SQL's `OUTPUT … INTO t (a, b)`: the grammars lose its table where columns are named, and before a query. */
export function addOutput(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
  uses: UseSet,
): void {
  const output = tokens.findIndex((token, at) => at > from && at < to && isWord(token, 'OUTPUT'));
  if (output < 0 || !isWord(tokens[from], 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'WITH')) return;
  let at = output + 1;
  while (at < to && !isWord(tokens[at], 'INTO', 'SELECT', 'VALUES', 'FROM', 'WHERE', 'DEFAULT', 'EXEC')) at++;
  const name = at < to && isWord(tokens[at], 'INTO') ? nameAt(text, tokens, at + 1, to) : null;
  if (name === null || name.parts[0]!.startsWith('@')) return;
  const relation = relationName(name.parts);
  if (uses.writes.has(relation)) return;
  if (!is(tokens[name.next], '(')) {
    useAll(uses.writes, relation);
    return;
  }
  const end = closing(tokens, name.next, to);
  for (let each = name.next + 1; each < end; each++) {
    const column = nameAt(text, tokens, each, to);
    if (column !== null) use(uses.writes, relation, column.parts[0]!.toLowerCase());
  }
}
