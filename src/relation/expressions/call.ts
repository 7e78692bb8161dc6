import type { DataType } from '../data-type.ts';
import type { Expression } from './expression.ts';
import type { Node } from './node.ts';

/** A scalar function or operator (`+`, `||`, `struct_extract`, `list_transform`), resolved by the engine's binder. */
export interface CallExpression extends Node {
  readonly kind: 'call';
  /** As in the catalog, with schema where that is not the engine's own. */
  readonly name: string;
  readonly arguments: readonly Expression[];
  /** Names given to arguments, where the function's result depends on them (`struct_update(s, x := 1)`); else null. */
  readonly argumentNames: readonly string[] | null;
  /** Types that the overload takes: `+` of DATE and INTEGER is another function than `+` of two INTEGERs. */
  readonly parameterTypes: readonly DataType[];
  /** What the binder made of constant arguments (a format, a separator), as canonical JSON; null: nothing. */
  readonly options: string | null;
  /** The body of a lambda argument. Its inputs are LambdaInputs. */
  readonly lambda: Expression | null;
  readonly type: DataType;
}
