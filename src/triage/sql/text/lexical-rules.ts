import type { Dialect } from '../../estate/dialect.ts';

/** What the characters of a dialect mean, as far as it takes to tell words from names, strings and comments. */
export interface LexicalRules {
  /** Characters that open a quoted name; its end is the same, or `]`. */
  readonly names: string;
  /** Characters that open a string, ended by the same. */
  readonly strings: string;
  /** Whether a backslash takes its meaning from the next character of a string. */
  readonly backslash: boolean;
  /** Whether `#` opens a comment to the end of its line. */
  readonly hashComment: boolean;
  /** Whether `//` opens a comment to the end of its line. */
  readonly slashComment: boolean;
  /** Whether comments between slash and star stand in one another. */
  readonly nestedComments: boolean;
  /** Whether `$tag$ … $tag$` is a string. */
  readonly dollar: boolean;
  /** Whether `q'[ … ]'` is a string. */
  readonly quoteOperator: boolean;
}

const standard: LexicalRules = {
  names: '"',
  strings: "'",
  backslash: false,
  hashComment: false,
  slashComment: false,
  nestedComments: false,
  dollar: false,
  quoteOperator: false,
};

const rules: Readonly<Record<Dialect, LexicalRules>> = {
  ansi: standard,
  db2: standard,
  teradata: standard,
  firebird: { ...standard, quoteOperator: true },
  oracle: { ...standard, quoteOperator: true },
  tsql: { ...standard, names: '"[', nestedComments: true },
  mysql: { ...standard, names: '`', strings: `'"`, backslash: true, hashComment: true },
  postgres: { ...standard, nestedComments: true, dollar: true },
  duckdb: { ...standard, nestedComments: true, dollar: true },
  snowflake: { ...standard, backslash: true, slashComment: true, dollar: true },
  bigquery: { ...standard, names: '`', strings: `'"`, backslash: true, hashComment: true },
  databricks: { ...standard, names: '`', strings: `'"`, backslash: true },
};

export function lexicalRules(dialect: Dialect): LexicalRules {
  return rules[dialect];
}
