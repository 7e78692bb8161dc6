import { type CsvDialect, dialectOf } from '../dialect.ts';
import type { Unencodable } from './encode-text.ts';

/**
 * What decides of a field's quotes beyond the dialect: the places where programs that write CSV differ. The names are those of Python's csv module, whose rules these are.
 */
export interface CsvRules {
  readonly dialect: CsvDialect;
  /** A quote inside of a field stands twice. */
  readonly doubleQuote: boolean;
  /** What stands before a letter that would mean something; empty: nothing does. */
  readonly escapeLetter: string;
  /** NULL's word is quoted where text is. */
  readonly quoteNulls: boolean;
  /** A field with a line break is quoted whichever ends a line; else only where the line's own end is in it (Python before 3.13). */
  readonly anyBreak: boolean;
  readonly unencodable: Unencodable;
}

/** How a field came about: what `text` quotes is whatever is no number. */
export type FieldKind = 'text' | 'number' | 'null';

/** Per field: always quoted or never, whatever the dialect says; null: as the dialect says. */
export type FieldQuotes = boolean | null;

export const lineEnds = { lf: '\n', crlf: '\r\n', cr: '\r' } as const;

/** The rules that a dialect alone gives. */
export function rulesOf(dialect: CsvDialect = dialectOf({})): CsvRules {
  const doubles = dialect.escape === dialect.quote;
  return {
    dialect,
    doubleQuote: doubles,
    escapeLetter: doubles ? '' : dialect.escape,
    quoteNulls: false,
    anyBreak: true,
    unencodable: 'error',
  };
}

/** The letters that cannot stand in a field without quotes or an escape. */
export function specialLetters({ dialect, escapeLetter, anyBreak }: CsvRules): readonly string[] {
  const ends = anyBreak ? ['\n', '\r'] : [...lineEnds[dialect.lineEnd]];
  return [...new Set([dialect.separator, dialect.quote, escapeLetter, ...ends])].filter(
    (each) => each !== '',
  );
}

/** Whether a field of that kind is quoted whatever is in it. */
export function isQuoted({ dialect, quoteNulls }: CsvRules, kind: FieldKind, quotes: FieldQuotes): boolean {
  if (dialect.quoting === 'never' || dialect.quote === '') return false;
  if (kind === 'null' && !quoteNulls) return false;
  if (quotes !== null) return quotes;
  return dialect.quoting === 'all' || (dialect.quoting === 'text' && kind !== 'number');
}
