import type { Dialect } from '../../../estate/dialect.ts';
import { is, isWord } from '../../text/token-tests.ts';
import type { Token } from '../../text/tokenize.ts';
import type { Cut } from './cut.ts';

const backticks: readonly Dialect[] = ['mysql', 'bigquery', 'databricks'];

/** What is filled in later becomes a name where one must stand, else NULL. Whether token `i` was one. */
export function preparePlaceholder(
  text: string,
  tokens: readonly Token[],
  i: number,
  dialect: Dialect,
  cut: Cut,
): boolean {
  const token = tokens[i]!;
  const first = text[token.start];
  if (token.kind !== 'name' || !(first === '{' || first === '$' || first === '&' || token.text.includes('{')))
    return false;
  const [before, next] = [tokens[i - 1], tokens[i + 1]];
  const isName =
    !token.text.startsWith('{') ||
    is(before, '.') ||
    is(next, '.') ||
    (before?.kind === 'word' &&
      isWord(before, 'FROM', 'JOIN', 'INTO', 'UPDATE', 'TABLE', 'USING', 'EXISTS', 'VIEW', 'AS', 'ONLY'));
  cut(i, i + 1, isName ? quoted(token.text, dialect) : 'NULL');
  return true;
}

function quoted(name: string, dialect: Dialect): string {
  const parts = name.split('.');
  if (dialect === 'tsql') return parts.map((part) => `[${part}]`).join('.');
  const mark = backticks.includes(dialect) ? '`' : '"';
  return parts.map((part) => `${mark}${part}${mark}`).join('.');
}
