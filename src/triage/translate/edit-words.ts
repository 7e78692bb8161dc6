import { type SqlToken, sqlTokens } from '../../text/index.ts';
import type { Dialect } from '../estate/dialect.ts';

export interface Word extends SqlToken {
  /** In capitals; empty for strings and quoted names. */
  readonly word: string;
}

/** A stretch of a text and what is read in its place. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The words of a text of the dialect, without comments. */
export function wordsOf(dialect: Dialect, text: string): readonly Word[] {
  const hidden = (found: string) => 'x'.repeat(found.length);
  // Names in brackets and between backticks may hold brackets of their own.
  const plain =
    dialect === 'tsql'
      ? text.replaceAll(/'(?:[^']|'')*'|\[[^\]\n]*\]/g, (found) => (found[0] === '[' ? hidden(found) : found))
      : dialect === 'mysql'
        ? text.replaceAll(/\\[\s\S]/g, 'xx').replaceAll(/`[^`\n]*`/g, hidden)
        : text;
  return sqlTokens(plain).flatMap((token) =>
    token.kind === 'comment'
      ? []
      : {
          ...token,
          word:
            token.kind === 'string' || token.kind === 'quoted'
              ? ''
              : plain.slice(token.start, token.end).toUpperCase(),
        },
  );
}
