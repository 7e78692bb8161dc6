import type { DataType } from '../data-type.ts';
import type { Expression } from './expression.ts';
import type { Node } from './node.ts';

/** `attempt`: TRY_CAST, NULL where it fails. The engine drops casts between equal types before we see them. */
export interface CastExpression extends Node {
  readonly kind: 'cast';
  readonly operand: Expression;
  readonly attempt: boolean;
  readonly type: DataType;
}
