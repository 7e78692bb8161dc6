import type { DataType } from '../data-type.ts';
import type { Expression } from './expression.ts';
import type { Node } from './node.ts';

/** AND or OR of two or more operands, in three-valued logic. */
export interface LogicalExpression extends Node {
  readonly kind: 'logical';
  readonly operator: 'and' | 'or';
  readonly operands: readonly Expression[];
  readonly type: DataType;
}

export const operationNames = ['not', 'is_null', 'is_not_null', 'in', 'not_in', 'coalesce', 'try'] as const;

/** The operators that the engine keeps apart from functions. `in` and `not_in`: the first operand against the others; `try`: NULL where the operand fails. */
export type OperationName = (typeof operationNames)[number];

export interface OperationExpression extends Node {
  readonly kind: 'operation';
  readonly name: OperationName;
  readonly operands: readonly Expression[];
  readonly type: DataType;
}
