import type { Operator } from '../../relation/index.ts';
import { type EdgeSet, noEdges, through, union } from './edge-set.ts';
import { computed, sameParameter, type Traced, type TracedColumn, unordered } from './traced.ts';
import type { Tracing } from './tracing.ts';

type OfKind<K extends Operator['kind']> = Extract<Operator, { kind: K }>;

export function traceSetOperation(operator: OfKind<'set_operation'>, inputs: readonly Traced[]): Traced {
  const rows = union(inputs.map((input) => input.rows));
  switch (operator.operation) {
    case 'union':
      return unordered(
        operator.types.map((_, index) => merged(inputs.map((input) => input.columns[index]!))),
        rows,
      );
    case 'except':
    case 'intersect': {
      // The rows of the first input, as far as whole rows of the others say: a semi or anti join over all columns.
      const compared = inputs.flatMap((input) => input.columns.map((column) => column.edges));
      return unordered(inputs[0]!.columns, union([rows, through(union(compared), 'JOIN')]));
    }
    default:
      return operator.operation satisfies never;
  }
}

/** Goes round until a further step adds nothing: each round can only add edges, and there are finitely many. */
export function traceRecursiveCte(
  operator: OfKind<'recursive_cte'>,
  tracing: Tracing,
  traceOperator: (operator: Operator, tracing: Tracing) => Traced,
): Traced {
  let rows = traceOperator(operator.anchor, tracing);
  rows = { ...rows, order: noEdges, arrangement: noEdges };
  for (;;) {
    const step = traceOperator(operator.step, tracing.withCte(operator.cte, rows));
    const next: Traced = unordered(
      rows.columns.map((column, index) => merged([column, step.columns[index]!])),
      union([rows.rows, step.rows]),
    );
    const grown = withKeys(operator, next, tracing);
    if (sameEdges(grown, rows)) return rows;
    rows = grown;
  }
}

/** UNION without ALL compares whole rows; USING KEY the keys. */
function withKeys(operator: OfKind<'recursive_cte'>, rows: Traced, tracing: Tracing): Traced {
  if (operator.all && operator.keys.length === 0) return rows;
  const trace = tracing.expressions(rows.columns);
  const keys =
    operator.keys.length > 0 ? operator.keys.map(trace.edges) : rows.columns.map((column) => column.edges);
  return { ...rows, rows: union([rows.rows, through(union(keys), 'GROUP_BY')]) };
}

function sameEdges(a: Traced, b: Traced): boolean {
  const same = (x: EdgeSet, y: EdgeSet) =>
    x.length === y.length && x.every((code, index) => code === y[index]);
  return (
    same(a.rows, b.rows) && a.columns.every((column, index) => same(column.edges, b.columns[index]!.edges))
  );
}

function merged(columns: readonly TracedColumn[]): TracedColumn {
  const [first] = columns;
  if (columns.every((column) => sameParameter(column.parameter, first!.parameter))) return first!;
  return computed(union(columns.map((column) => column.edges)));
}
