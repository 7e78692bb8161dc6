import type { Diagnostic } from '../../diagnostics/index.ts';
import type { Family } from './family.ts';

/** What a statement of the original is. Of those that write, the query stands for what is written. */
export type StatementForm = 'query' | 'view' | 'table' | 'insert' | 'update' | 'merge';

export interface WrittenColumn {
  /** null: the expression has no name of its own. */
  readonly name: string | null;
  readonly family: Family;
}

export interface WrittenTarget {
  /** The parts of its name, as written. */
  readonly name: readonly string[];
  /** The columns that are written, in the order of the query's; null: as they stand in the table, or as the query names them. */
  readonly columns: readonly string[] | null;
}

/** A query in DuckDB's words. `warnings` tell where it may mean something else than the original. */
export interface Translated {
  readonly kind: 'translated';
  readonly sql: string;
  readonly form: StatementForm;
  /** The view or the table that it makes or fills. */
  readonly target: WrittenTarget | null;
  /** Null: unknown, since a table's columns are. */
  readonly columns: readonly WrittenColumn[] | null;
  /** Names of the tables that it reads, parts joined by dots in lower case, as written in the original. */
  readonly reads: readonly string[];
  readonly warnings: readonly Diagnostic[];
}

export interface Refused {
  readonly kind: 'refused';
  /** Every reason that was found, each with its place. */
  readonly reasons: readonly Diagnostic[];
}

export type Translation = Translated | Refused;

/** A table of the estate as DuckDB sees it. */
export interface KnownTable {
  /** How the translation names it. */
  readonly name: readonly string[];
  /** With DuckDB's types; null: unknown. */
  readonly columns: readonly { readonly name: string; readonly type: string }[] | null;
}

export interface TranslateOptions {
  /** What is known of a table, by the parts of its name as written; without it, or where it gives null, columns and types are unknown. */
  readonly tables?: (name: readonly string[]) => KnownTable | null;
  /** The functions that the engine has, in lower case: what is in no table of the translator is then passed on with a warning instead of refused. */
  readonly functions?: ReadonlySet<string>;
}
