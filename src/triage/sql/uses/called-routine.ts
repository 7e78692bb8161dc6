import { is, isWord, nameAt, relationName } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';

/** The procedure of CALL, EXEC and EXECUTE PROCEDURE, or null. What is in a variable is not known by name. */
export function calledAt(text: string, tokens: readonly Token[], from: number, to: number): string | null {
  if (!isWord(tokens[from], 'CALL', 'EXEC', 'EXECUTE')) return null;
  let at = from + 1;
  if (isWord(tokens[at], 'PROCEDURE')) at++;
  if (tokens[at]?.kind === 'variable' && is(tokens[at + 1], '=')) at += 2;
  const token = tokens[at];
  if (
    token === undefined ||
    at >= to ||
    token.kind === 'variable' ||
    isWord(token, 'IMMEDIATE', 'STATEMENT', 'BLOCK', 'AS', 'FUNCTION') ||
    (token.kind === 'word' && /^SP_EXECUTESQL$/.test(token.text)) ||
    (token.kind === 'name' && /^sp_executesql$/i.test(token.text))
  )
    return null;
  const name = nameAt(text, tokens, at, to);
  return name === null ? null : relationName(name.parts);
}
