import type { DataType } from '../data-type.ts';
import type { Expression } from './expression.ts';
import type { Node } from './node.ts';
import type { SortKey } from './sort-key.ts';

export const frameBounds = [
  'UNBOUNDED_PRECEDING',
  'UNBOUNDED_FOLLOWING',
  'CURRENT_ROW_RANGE',
  'CURRENT_ROW_ROWS',
  'CURRENT_ROW_GROUPS',
  'EXPR_PRECEDING_ROWS',
  'EXPR_FOLLOWING_ROWS',
  'EXPR_PRECEDING_RANGE',
  'EXPR_FOLLOWING_RANGE',
  'EXPR_PRECEDING_GROUPS',
  'EXPR_FOLLOWING_GROUPS',
] as const;

/** An end of a frame, in the engine's words; `EXPR_…` takes its distance from an expression. */
export type FrameBound = (typeof frameBounds)[number];

export const frameExclusions = ['NO_OTHER', 'CURRENT_ROW', 'GROUP', 'TIES'] as const;
export type FrameExclusion = (typeof frameExclusions)[number];

export interface WindowFrame {
  readonly start: FrameBound;
  readonly end: FrameBound;
  readonly startDistance: Expression | null;
  readonly endDistance: Expression | null;
  readonly exclude: FrameExclusion;
}

/** A window function; `name` is an aggregate's (`sum`) or one of the engine's own in lower case (`row_number`, `lag`). Stands only in the list of a Window operator. */
export interface WindowExpression extends Node {
  readonly kind: 'window';
  readonly name: string;
  readonly arguments: readonly Expression[];
  readonly parameterTypes: readonly DataType[];
  readonly partitions: readonly Expression[];
  readonly order: readonly SortKey[];
  readonly frame: WindowFrame;
  readonly filter: Expression | null;
  readonly distinct: boolean;
  readonly ignoreNulls: boolean;
  /** ORDER BY inside the call's parentheses. */
  readonly argumentOrder: readonly SortKey[];
  /** The second and third argument of lag and lead. */
  readonly offset: Expression | null;
  readonly fallback: Expression | null;
  readonly options: string | null;
  readonly type: DataType;
}
