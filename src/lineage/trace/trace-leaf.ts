import type { Operator } from '../../relation/index.ts';
import { edge, noEdges, through, union } from './edge-set.ts';
import { computed, noSource, type Traced, unordered } from './traced.ts';
import type { Tracing } from './tracing.ts';

type OfKind<K extends Operator['kind']> = Extract<Operator, { kind: K }>;

export function traceScan(operator: OfKind<'scan'>, tracing: Tracing): Traced {
  return unordered(
    operator.columns.map((column) =>
      column.role === 'column'
        ? computed(edge(tracing.leaf(operator.table, column.name), 'IDENTITY'))
        : noSource,
    ),
    edge(tracing.rowsLeaf(operator.table), 'ROWS'),
  );
}

/** Called for each row of its input, it is a lateral join: the arguments decide how many rows there are. */
export function traceTableFunction(operator: OfKind<'table_function'>, from: Traced | null): Traced {
  if (from === null) {
    return unordered(
      operator.types.map(() => noSource),
      noEdges,
    );
  }
  const given = union(from.columns.slice(0, operator.argumentCount).map((column) => column.edges));
  const own = computed(through(given, 'TRANSFORMATION'));
  const carried = operator.carried.map((index) => from.columns[index] ?? noSource);
  return unordered(
    [...operator.columnNames.map(() => own), ...carried],
    union([from.rows, through(given, 'JOIN')]),
  );
}

export function traceValues(operator: OfKind<'values'>, from: Traced, tracing: Tracing): Traced {
  const trace = tracing.expressions(from.columns);
  return unordered(
    operator.types.map((_, index) =>
      computed(
        union(operator.rows.map((row) => (row[index] === undefined ? noEdges : trace.edges(row[index])))),
      ),
    ),
    from.rows,
  );
}
