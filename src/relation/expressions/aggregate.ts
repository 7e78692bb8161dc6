import type { DataType } from '../data-type.ts';
import type { Expression } from './expression.ts';
import type { Node } from './node.ts';
import type { SortKey } from './sort-key.ts';

/** An aggregate function. Stands only in the list of an Aggregate or Pivot operator, never inside another expression. */
export interface AggregateExpression extends Node {
  readonly kind: 'aggregate';
  readonly name: string;
  readonly arguments: readonly Expression[];
  readonly parameterTypes: readonly DataType[];
  readonly distinct: boolean;
  /** FILTER (WHERE …): only rows for which this is true. */
  readonly filter: Expression | null;
  readonly order: readonly SortKey[];
  /** Constant arguments as the binder took them (quantiles, separators), canonical JSON. */
  readonly options: string | null;
  readonly type: DataType;
}
