import type { AggregateExpression } from '../expressions/aggregate.ts';
import type { Expression } from '../expressions/expression.ts';
import type { Operator } from './operator.ts';
import type { Rows } from './rows.ts';

/**
 * The keys, then the aggregates, then a number for each GROUPING(…) call. `groupingSets` and `groupingFunctions` name keys by their index.
 * Without keys there is one row for each grouping set (one where there is none), even over no rows.
 */
export interface Aggregate extends Rows {
  readonly kind: 'aggregate';
  readonly input: Operator;
  readonly keys: readonly Expression[];
  readonly groupingSets: readonly (readonly number[])[];
  readonly aggregates: readonly AggregateExpression[];
  readonly groupingFunctions: readonly (readonly number[])[];
}

/**
 * The engine's own PIVOT, for many values (few become aggregates with a FILTER). The input is grouped already: `groupCount` columns of keys, a list for each
 * aggregate, and a list of the names that the elements belong to. Out: the keys, then for each of `values` every aggregate's element of that name.
 */
export interface Pivot extends Rows {
  readonly kind: 'pivot';
  readonly input: Operator;
  readonly groupCount: number;
  readonly aggregateCount: number;
  readonly values: readonly string[];
  /** The aggregates, which give the value for a name that is missing (`count`: 0), as canonical JSON. */
  readonly raw: string;
}

/** A scalar subquery that stands alone: the input's first column in one row, NULL where there is none, an error where there are several. */
export interface OnlyRow extends Rows {
  readonly kind: 'only_row';
  readonly input: Operator;
}
