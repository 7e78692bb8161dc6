import type { Expression } from '../expressions/expression.ts';
import type { Operator } from './operator.ts';
import type { Rows } from './rows.ts';

export const joinTypes = [
  'inner',
  'left',
  'right',
  'full',
  'semi',
  'anti',
  'mark',
  'single',
  'right_semi',
  'right_anti',
] as const;

/**
 * `inner`, `left`, `right`, `full`: columns of both sides. `semi`, `anti`: the left rows with or without a partner; `right_semi`, `right_anti`: the right ones.
 * `mark`: the left columns and a boolean, whether there is a partner (NULL as IN gives it). `single`: as `left`, with one partner at most.
 */
export type JoinType = (typeof joinTypes)[number];

/** All conditions hold together; they read the left columns followed by the right ones. None: a cross product. */
export interface Join extends Rows {
  readonly kind: 'join';
  readonly type: JoinType;
  /** `nearest`: ASOF, for each left row the one partner for which the last inequality is tightest. */
  readonly match: 'all' | 'nearest';
  readonly left: Operator;
  readonly right: Operator;
  readonly conditions: readonly Expression[];
}

/**
 * A join whose inner side is computed anew for each distinct combination of `parameters`, expressions over the outer side: how the engine
 * writes a correlated subquery or a lateral join. The inner side reads them by ParameterScans of the same `scope`, and hands them up so that `conditions` join
 * them back (by `not_distinct`).
 */
export interface DependentJoin extends Rows {
  readonly kind: 'dependent_join';
  readonly type: JoinType;
  readonly scope: number;
  readonly left: Operator;
  readonly right: Operator;
  /** The side that the parameters come from. */
  readonly outer: 'left' | 'right';
  readonly parameters: readonly Expression[];
  readonly conditions: readonly Expression[];
}

/** Row by row, the shorter side filled up with NULLs. */
export interface PositionalJoin extends Rows {
  readonly kind: 'positional_join';
  readonly left: Operator;
  readonly right: Operator;
}
