import type { OrderKey } from './block.ts';
import type { Term } from './term.ts';

/** An aggregate in parts, as rules see it: what stands in the parentheses and behind them. */
export interface AggregateParts {
  readonly name: string;
  readonly arguments: readonly Term[];
  readonly parameterTypes: readonly string[];
  readonly options: string | null;
  readonly distinct: boolean;
  readonly filter: Term | null;
  readonly order: readonly OrderKey[];
  readonly type: string;
}

/** A window function in parts. */
export interface WindowParts extends AggregateParts {
  readonly partitions: readonly Term[];
  /** ORDER BY in OVER; `order` is the one among the arguments. */
  readonly rowsOrder: readonly OrderKey[];
  readonly frame: { readonly start: string; readonly end: string; readonly exclude: string };
  readonly distances: readonly (Term | null)[];
  readonly ignoreNulls: boolean;
  /** The second and third argument of lag and lead. */
  readonly extras: readonly (Term | null)[];
}

/** A rewrite of an aggregate, or of the aggregate that a window function is, into one that gives the same for any rows. */
export interface AggregateRule {
  readonly name: string;
  readonly says: string;
  readonly rewrite: (parts: AggregateParts) => AggregateParts | null;
}

export interface WindowRule {
  readonly name: string;
  readonly says: string;
  readonly rewrite: (parts: WindowParts) => WindowParts | null;
}
