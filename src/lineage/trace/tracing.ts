import type { TableName } from '../../relation/index.ts';
import { edge, noEdges } from './edge-set.ts';
import type { Leaves } from './leaves.ts';
import {
  type Anonymisers,
  type ExpressionTrace,
  type StepEdges,
  traceExpressions,
} from './trace-expression.ts';
import { noSource, type Traced, type TracedColumn, unordered } from './traced.ts';

/** What tracing one relation shares, and what stands around the operator that is being traced. Nothing in it changes; `with…` gives another. */
export interface Tracing {
  readonly leaf: (table: TableName, column: string) => number;
  /** The leaf that stands for a table's set of rows. */
  readonly rowsLeaf: (table: TableName) => number;
  readonly expressions: (input: readonly TracedColumn[]) => ExpressionTrace;
  readonly parameters: (scope: number) => readonly TracedColumn[];
  readonly cte: (cte: number, columns: number) => Traced;
  readonly withParameters: (scope: number, columns: readonly TracedColumn[]) => Tracing;
  readonly withCte: (cte: number, rows: Traced) => Tracing;
}

/** `steps`: operations are noted beside the columns that they work on. */
export function createTracing(leaves: Leaves, anonymisers: Anonymisers, steps = false): Tracing {
  const step: StepEdges = steps
    ? (operation) => edge(leaves.step(operation), 'TRANSFORMATION')
    : () => noEdges;
  return tracingWith(leaves, anonymisers, step, new Map(), new Map());
}

function tracingWith(
  leaves: Leaves,
  anonymisers: Anonymisers,
  step: StepEdges,
  scopes: ReadonlyMap<number, readonly TracedColumn[]>,
  ctes: ReadonlyMap<number, Traced>,
): Tracing {
  return {
    leaf: leaves.column,
    rowsLeaf: leaves.rows,
    expressions: (input) => traceExpressions(input, anonymisers, step),
    parameters: (scope) => scopes.get(scope) ?? [],
    cte: (cte, columns) =>
      ctes.get(cte) ??
      unordered(
        Array.from({ length: columns }, () => noSource),
        noEdges,
      ),
    withParameters: (scope, columns) =>
      tracingWith(leaves, anonymisers, step, new Map(scopes).set(scope, columns), ctes),
    withCte: (cte, rows) => tracingWith(leaves, anonymisers, step, scopes, new Map(ctes).set(cte, rows)),
  };
}
