import type { Dialect } from '../../estate/dialect.ts';
import { is, isWord, nameAt } from '../../sql/text/token-tests.ts';
import { type Token, tokenize } from '../../sql/text/tokenize.ts';

/** Whether a query reads a table, told by the words before its name. */
export function readsTable(sql: string, table: readonly string[], dialect: Dialect): boolean {
  const tokens = tokenize(sql, dialect);
  const same = (parts: readonly string[]) => {
    const [mine, other] = [parts, table].map((name) => name.map((each) => each.toLowerCase()).reverse());
    return mine!.slice(0, other!.length).every((each, at) => each === other![at]);
  };
  return tokens.some((_, at) => {
    if (!isWord(tokens[at - 1], 'FROM', 'JOIN', 'APPLY') && !is(tokens[at - 1], ',')) return false;
    const name = nameAt(sql, tokens, at);
    // `a, b` in a list of columns has no more than a name in common with a table.
    return name !== null && same(name.parts) && (!is(tokens[at - 1], ',') || inFrom(tokens, at));
  });
}

/** Whether the clause that a token stands in is FROM. */
function inFrom(tokens: readonly Token[], at: number): boolean {
  let depth = 0;
  for (let before = at - 1; before >= 0; before--) {
    const token = tokens[before]!;
    if (is(token, ')')) depth++;
    else if (is(token, '(')) {
      if (depth === 0) return false;
      depth--;
    } else if (depth === 0 && isWord(token, 'FROM')) return true;
    else if (depth === 0 && isWord(token, 'SELECT', 'WHERE', 'BY', 'HAVING', 'ON', 'WITH')) return false;
  }
  return false;
}
