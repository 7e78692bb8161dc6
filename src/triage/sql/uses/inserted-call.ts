import { closing, is, isWord, nameAt, relationName } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';

/** T-SQL's INSERT … EXEC: the table that it fills, its columns where they are listed, and where the call begins; null for any other statement. */
export interface InsertedCall {
  /** Null: a variable that holds a table. */
  readonly target: string | null;
  readonly columns: readonly string[] | null;
  readonly call: number;
}

export function insertedCall(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
): InsertedCall | null {
  if (!isWord(tokens[from], 'INSERT')) return null;
  let at = from + 1;
  if (isWord(tokens[at], 'TOP') && is(tokens[at + 1], '(')) at = closing(tokens, at + 1, to);
  if (isWord(tokens[at], 'INTO')) at++;
  const name = nameAt(text, tokens, at, to);
  if (name === null) return null;
  at = name.next;
  if (isWord(tokens[at], 'WITH') && is(tokens[at + 1], '(')) at = closing(tokens, at + 1, to);
  let columns: string[] | null = null;
  if (is(tokens[at], '(')) {
    const end = closing(tokens, at, to);
    columns = [];
    for (const token of tokens.slice(at + 1, end - 1))
      if (token.kind === 'word' || token.kind === 'name') columns.push(token.text.toLowerCase());
    at = end;
  }
  if (at >= to || !isWord(tokens[at], 'EXEC', 'EXECUTE')) return null;
  const relation = relationName(name.parts);
  return { target: relation.startsWith('@') ? null : relation, columns, call: at };
}
