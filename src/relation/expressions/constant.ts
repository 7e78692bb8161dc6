import type { DataType } from '../data-type.ts';
import type { Node } from './node.ts';

/** `value` is the canonical JSON text of the engine's value (a DECIMAL's is unscaled); null for NULL. */
export interface ConstantExpression extends Node {
  readonly kind: 'constant';
  readonly value: string | null;
  readonly type: DataType;
}

/** A prepared statement's parameter: `start` and `end` in a definition are such. */
export interface ParameterExpression extends Node {
  readonly kind: 'parameter';
  readonly name: string;
  readonly type: DataType;
}
