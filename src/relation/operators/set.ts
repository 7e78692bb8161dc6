import type { Expression } from '../expressions/expression.ts';
import type { Operator } from './operator.ts';
import type { Rows } from './rows.ts';

/** UNION (always with duplicates: a Distinct stands above where they go), EXCEPT and INTERSECT (`all`: bags; else the Distinct above makes sets of them). */
export interface SetOperation extends Rows {
  readonly kind: 'set_operation';
  readonly operation: 'union' | 'except' | 'intersect';
  readonly all: boolean;
  readonly inputs: readonly Operator[];
}

/** WITH: `body` reads the rows of `definition` by CteScans of number `cte`. */
export interface Cte extends Rows {
  readonly kind: 'cte';
  readonly cte: number;
  readonly name: string;
  readonly definition: Operator;
  readonly body: Operator;
}

/** WITH RECURSIVE: `step` reads what the step before gave, by CteScans of number `cte`, until there is nothing new. `keys`: USING KEY, later rows replace earlier ones. */
export interface RecursiveCte extends Rows {
  readonly kind: 'recursive_cte';
  readonly cte: number;
  readonly name: string;
  readonly all: boolean;
  readonly keys: readonly Expression[];
  readonly anchor: Operator;
  readonly step: Operator;
}
