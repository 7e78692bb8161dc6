import type { DataType } from '../data-type.ts';
import type { Expression } from './expression.ts';
import type { Node } from './node.ts';

export const comparisonOperators = [
  'equal',
  'not_equal',
  'less',
  'greater',
  'less_or_equal',
  'greater_or_equal',
  'distinct',
  'not_distinct',
] as const;

export type ComparisonOperator = (typeof comparisonOperators)[number];

/** Both sides have one type; `distinct` and `not_distinct` are never NULL. */
export interface ComparisonExpression extends Node {
  readonly kind: 'comparison';
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly type: DataType;
}

/** `lower <= input <= upper`, each end inclusive or not. The unoptimised plan mostly has two comparisons instead. */
export interface BetweenExpression extends Node {
  readonly kind: 'between';
  readonly input: Expression;
  readonly lower: Expression;
  readonly upper: Expression;
  readonly lowerInclusive: boolean;
  readonly upperInclusive: boolean;
  readonly type: DataType;
}
