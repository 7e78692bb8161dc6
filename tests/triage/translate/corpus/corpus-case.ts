import type { Dialect } from '../../../../src/triage/index.ts';

/**
 * One construct of a dialect. `expression` stands in `SELECT … FROM t`, over the first row of `t`; `gives` is what the original's manual or server says of it, as DuckDB
 * prints it (null: NULL). `warns`: the codes of all warnings, in the order of the text. Or `refuses`: the codes of the reasons.
 */
export type CorpusCase =
  | { readonly expression: string; readonly gives: string | null; readonly warns: readonly string[] }
  | { readonly expression: string; readonly refuses: readonly string[] };

export interface Corpus {
  readonly dialect: Dialect;
  readonly cases: readonly CorpusCase[];
}

/** An expression whose translation gives the same without a word. */
export function same(expression: string, gives: string | number | null): CorpusCase {
  return { expression, gives: gives === null ? null : String(gives), warns: [] };
}

/** One whose translation gives this, with warnings. */
export function warned(
  expression: string,
  gives: string | number | null,
  ...codes: readonly string[]
): CorpusCase {
  return {
    expression,
    gives: gives === null ? null : String(gives),
    warns: codes.map((code) => `translate-${code}`),
  };
}

export function refused(expression: string, ...codes: readonly string[]): CorpusCase {
  return { expression, refuses: codes.map((code) => `translate-${code}`) };
}

export const corpusTable = {
  name: ['t'],
  columns: [
    { name: 'i', type: 'INTEGER' },
    { name: 'j', type: 'INTEGER' },
    { name: 'n', type: 'DECIMAL(10,2)' },
    { name: 'f', type: 'DOUBLE' },
    { name: 's', type: 'VARCHAR' },
    { name: 'd', type: 'DATE' },
    { name: 'ts', type: 'TIMESTAMP' },
    { name: 'e', type: 'VARCHAR' },
  ],
} as const;

export const corpusRow =
  "(-7, 2, 7.55, 2.5, 'Ann Lee', DATE '2024-01-31', TIMESTAMP '2024-01-31 10:30:15', NULL)";
