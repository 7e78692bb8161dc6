import type { SourceFile, Span } from '../text/index.ts';
import type { VariableValue } from './project.ts';

/** A cell as YAML gives it; lists and mappings stand for nested values. */
export type GivenValue =
  | string
  | number
  | boolean
  | null
  | readonly GivenValue[]
  | { readonly [name: string]: GivenValue };

export type GivenRow = Readonly<Record<string, GivenValue>>;

/** Rows as a test writes them down. In `rows` a column that a row leaves out is NULL; `columns` are the names that occur, each once. */
export type TestRows =
  | { readonly kind: 'rows'; readonly columns: readonly string[]; readonly rows: readonly GivenRow[] }
  | { readonly kind: 'sql'; readonly sql: string };

/** What a relation holds during a test: rows that are written down, or what its own query makes of the rest. */
export type Given = (TestRows | { readonly kind: 'computed' }) & {
  readonly relation: string;
  readonly span: Span;
};

/** One unit test of a model: given rows, expected rows. Only the columns that the expected rows name are compared. */
export interface UnitTest {
  readonly name: string;
  readonly model: string;
  /** The common table of the model that is tested; null: the model's result. */
  readonly cte: string | null;
  readonly description: string | null;
  /** Variables of the project that have another value. */
  readonly variables: Readonly<Record<string, VariableValue>>;
  /** What the clock shows, as written; null: it is not stopped. */
  readonly now: string | null;
  /** As written; `end` null: one interval. */
  readonly interval: { readonly start: string; readonly end: string | null } | null;
  /** Relations that are neither given nor between the model and what is given are empty. */
  readonly given: readonly Given[];
  readonly expected: TestRows;
  /** More rows than the expected ones may come out. */
  readonly subset: boolean;
  /** The rows must come in the order in which they are written. */
  readonly ordered: boolean;
  readonly file: SourceFile;
  readonly span: Span;
}
