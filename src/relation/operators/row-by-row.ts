import type { Expression } from '../expressions/expression.ts';
import type { SortKey } from '../expressions/sort-key.ts';
import type { WindowExpression } from '../expressions/window.ts';
import type { Operator } from './operator.ts';
import type { Rows } from './rows.ts';

/** One row out for each row in: a column for each expression. */
export interface Project extends Rows {
  readonly kind: 'project';
  readonly input: Operator;
  readonly expressions: readonly Expression[];
}

/** The rows for which every condition is true. */
export interface Filter extends Rows {
  readonly kind: 'filter';
  readonly input: Operator;
  readonly conditions: readonly Expression[];
}

/** The input's columns, followed by one for each window function. */
export interface Window extends Rows {
  readonly kind: 'window';
  readonly input: Operator;
  readonly functions: readonly WindowExpression[];
}

/**
 * The input's columns, followed by one for each expression: an `unnest` gives its elements row by row, the longest list deciding how
 * many rows there are; anything else repeats.
 */
export interface Unnest extends Rows {
  readonly kind: 'unnest';
  readonly input: Operator;
  readonly expressions: readonly Expression[];
}

export interface Sort extends Rows {
  readonly kind: 'sort';
  readonly input: Operator;
  readonly keys: readonly SortKey[];
}

/** How many rows: a count or a percentage, constant (in decimal text) or computed from the input's first row. */
export type LimitBound =
  | { readonly kind: 'constant'; readonly percent: boolean; readonly value: string }
  | { readonly kind: 'computed'; readonly percent: boolean; readonly expression: Expression };

export interface Limit extends Rows {
  readonly kind: 'limit';
  readonly input: Operator;
  readonly limit: LimitBound | null;
  readonly offset: LimitBound | null;
}

/** One row for each combination of `keys`; which one, where `on` is set (DISTINCT ON), `order` decides. */
export interface Distinct extends Rows {
  readonly kind: 'distinct';
  readonly input: Operator;
  readonly on: boolean;
  readonly keys: readonly Expression[];
  readonly order: readonly SortKey[];
}

/** A random part of the rows. */
export interface Sample extends Rows {
  readonly kind: 'sample';
  readonly input: Operator;
  readonly method: string;
  /** Canonical JSON of the engine's value. */
  readonly size: string;
  readonly percent: boolean;
  /** null: another part each time. */
  readonly seed: string | null;
}
