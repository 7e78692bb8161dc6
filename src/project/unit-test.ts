import type { SourceFile, Span } from '../text/index.ts';

/** A cell as YAML gives it; lists and mappings stand for nested values. */
export type GivenValue =
  | string
  | number
  | boolean
  | null
  | readonly GivenValue[]
  | { readonly [name: string]: GivenValue };

export type GivenRow = Readonly<Record<string, GivenValue>>;

/** What a relation holds during a test: rows, where a column that a row leaves out is NULL; or the result of a query without tables. */
export type Given =
  | {
      readonly kind: 'rows';
      readonly relation: string;
      readonly rows: readonly GivenRow[];
      readonly span: Span;
    }
  | { readonly kind: 'sql'; readonly relation: string; readonly sql: string; readonly span: Span };

/** One unit test of a model: given rows, expected rows. Only the columns that expected rows name are compared. */
export interface UnitTest {
  readonly name: string;
  readonly model: string;
  readonly description: string | null;
  /** Relations that are not given are empty. */
  readonly given: readonly Given[];
  readonly expected: readonly GivenRow[];
  /** More rows than the expected ones may come out. */
  readonly subset: boolean;
  readonly file: SourceFile;
  readonly span: Span;
}
