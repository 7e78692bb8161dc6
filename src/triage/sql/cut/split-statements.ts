import type { Dialect } from '../../estate/dialect.ts';
import { tokenize } from '../text/tokenize.ts';
import { splitFile } from './split-file.ts';

/** One statement of a text: UTF-16 offsets, end exclusive, and its first words in capitals. */
export interface StatementStretch {
  readonly start: number;
  readonly end: number;
  readonly words: readonly string[];
}

/** The statements of a file without their terminators, and without commands to a client program. */
export function splitStatements(text: string, dialect: Dialect): StatementStretch[] {
  const tokens = tokenize(text, dialect);
  return splitFile(text, tokens, dialect).flatMap(({ from, to }): StatementStretch[] => {
    const first = tokens[from];
    const last = tokens[to - 1];
    if (first === undefined || last === undefined || first.kind === 'line') return [];
    const words = tokens.slice(from, Math.min(to, from + 8)).map((token) => token.text.toUpperCase());
    return [{ start: first.start, end: last.end, words }];
  });
}
