import type { DataType } from '../data-type.ts';
import type { Node } from './node.ts';

/** Column number `index` (from 0) of the rows that the operator reads; a join reads its left input's columns followed by its right's. */
export interface ColumnExpression extends Node {
  readonly kind: 'column';
  readonly index: number;
  readonly type: DataType;
}

/**
 * In the body of a lambda: number `index` of what the body is given, the lambda's own parameters (last first), then the values
 * that it captures, which are further arguments of the call that the lambda belongs to.
 */
export interface LambdaInputExpression extends Node {
  readonly kind: 'lambda_input';
  readonly index: number;
  readonly type: DataType;
}
