import type { Code, ParametersOf } from '../../diagnostics/index.ts';
import type { Dialect } from '../estate/dialect.ts';
import type { DialectFacts } from './dialect-facts.ts';
import type { Family } from './family.ts';
import type { Scope } from './scope.ts';
import type { TranslateOptions, WrittenColumn } from './translation.ts';
import type { Node } from './tree.ts';

/** An expression in DuckDB's words. `rank` is how tightly its outermost operator binds; see `ranks`. */
export interface Written {
  readonly sql: string;
  readonly family: Family;
  readonly rank: number;
}

export interface WrittenQuery {
  readonly sql: string;
  readonly columns: readonly WrittenColumn[] | null;
}

/** How tightly DuckDB's operators bind: from OR to what needs no brackets anywhere. */
export const ranks = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  other: 5,
  sum: 6,
  product: 7,
  sign: 8,
  whole: 10,
} as const;

/** What one translation carries: facts to decide by, a place to tell things, and the two functions that everything below them calls. */
export interface Work {
  readonly dialect: Dialect;
  readonly facts: DialectFacts;
  readonly options: TranslateOptions;
  /** Tells something at the place of `at`, a part of the tree. An error is a reason to refuse. */
  readonly tell: <C extends Code>(code: C, parameters: ParametersOf<C>, at: unknown) => void;
  /** Notes a table that is read. */
  readonly reads: (name: readonly string[]) => void;
  readonly expression: (scope: Scope, node: Node) => Written;
  readonly query: (scope: Scope, node: Node) => WrittenQuery;
}

/** What stands for an expression that was refused; the translation as a whole is not given out then. */
export const refusedExpression: Written = { sql: 'NULL', family: 'unknown', rank: ranks.whole };

/** Tells that something of the original is not known to the translator. */
export function refuse(work: Work, what: string, at: unknown): Written {
  work.tell('translate-construct-refused', { dialect: work.facts.title, construct: what }, at);
  return refusedExpression;
}

export function whole(sql: string, family: Family): Written {
  return { sql, family, rank: ranks.whole };
}

/** The text of `written`, in brackets where an operator of `rank` would tear it apart. */
export function within(written: Written, rank: number): string {
  return written.rank < rank ? `(${written.sql})` : written.sql;
}

/** The text of `written` as an operand that nothing tears apart. */
export function atom(written: Written): string {
  return within(written, ranks.whole);
}
