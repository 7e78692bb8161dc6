import type { DataType } from '../data-type.ts';
import type { Expression } from './expression.ts';
import type { Node } from './node.ts';

/** One element of a list a row. Stands only in the list of an Unnest operator. */
export interface UnnestExpression extends Node {
  readonly kind: 'unnest';
  readonly operand: Expression;
  readonly type: DataType;
}
