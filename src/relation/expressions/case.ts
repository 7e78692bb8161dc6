import type { DataType } from '../data-type.ts';
import type { Expression } from './expression.ts';
import type { Node } from './node.ts';

export interface CaseBranch {
  readonly condition: Expression;
  readonly result: Expression;
}

/** A searched CASE; NULLIF, IF and a simple CASE arrive as one too. */
export interface CaseExpression extends Node {
  readonly kind: 'case';
  readonly branches: readonly CaseBranch[];
  readonly otherwise: Expression;
  readonly type: DataType;
}
