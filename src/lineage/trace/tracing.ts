import type { TableName } from '../../relation/index.ts';
import { noEdges } from './edge-set.ts';
import type { Leaves } from './leaves.ts';
import { type Anonymisers, type ExpressionTrace, traceExpressions } from './trace-expression.ts';
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

export function createTracing(leaves: Leaves, anonymisers: Anonymisers): Tracing {
  return tracingWith(leaves, anonymisers, new Map(), new Map());
}

function tracingWith(
  leaves: Leaves,
  anonymisers: Anonymisers,
  scopes: ReadonlyMap<number, readonly TracedColumn[]>,
  ctes: ReadonlyMap<number, Traced>,
): Tracing {
  return {
    leaf: leaves.column,
    rowsLeaf: leaves.rows,
    expressions: (input) => traceExpressions(input, anonymisers),
    parameters: (scope) => scopes.get(scope) ?? [],
    cte: (cte, columns) =>
      ctes.get(cte) ??
      unordered(
        Array.from({ length: columns }, () => noSource),
        noEdges,
      ),
    withParameters: (scope, columns) =>
      tracingWith(leaves, anonymisers, new Map(scopes).set(scope, columns), ctes),
    withCte: (cte, rows) => tracingWith(leaves, anonymisers, scopes, new Map(ctes).set(cte, rows)),
  };
}
