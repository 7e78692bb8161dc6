import type { SourceFile, Span } from '../text/index.ts';

/** How a seed's file is written. Fields are quoted with `"`, a quote inside is doubled, the first line names the columns. */
export interface SeedDialect {
  readonly delimiter: string;
  /** An unquoted field of this text is NULL. */
  readonly nullText: string;
}

export interface SeedColumn {
  readonly name: string;
  /** In the engine's words: declared, or found from all of the column's values. */
  readonly type: string;
  readonly description: string | null;
  readonly pii: string | null;
  readonly tags: readonly string[];
  readonly span: Span;
  /** SHA-256 of the column's texts in the order of the rows, NULLs told apart. */
  readonly content: string;
}

/** A CSV file of the seeds' folder, checked row by row. */
export interface Seed {
  /** `seeds.name`. */
  readonly name: string;
  /** The data file's path in the project; `.gz` is packed. */
  readonly path: string;
  /** SHA-256 of the unpacked bytes. */
  readonly content: string;
  readonly dialect: SeedDialect;
  readonly columns: readonly SeedColumn[];
  readonly rows: number;
  readonly description: string | null;
  /** The YAML beside it, if there is one. */
  readonly file: SourceFile | null;
  /** The beginning of the data file. */
  readonly span: Span;
}
