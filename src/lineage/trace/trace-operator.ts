import type { Operator } from '../../relation/index.ts';
import { type EdgeSet, noEdges, through, union } from './edge-set.ts';
import { traceAggregate, traceOnlyRow, tracePivot } from './trace-group.ts';
import { traceDependentJoin, traceJoin, tracePositionalJoin } from './trace-join.ts';
import { traceScan, traceTableFunction, traceValues } from './trace-leaf.ts';
import { traceRecursiveCte, traceSetOperation } from './trace-set.ts';
import { comesFirst, computed, noSource, type Traced, type TracedColumn, unordered } from './traced.ts';
import type { Tracing } from './tracing.ts';

/** Where an operator's columns and rows come from. The tree holds no `unknown` operator. */
export function traceOperator(operator: Operator, tracing: Tracing): Traced {
  const input = (of: Operator) => traceOperator(of, tracing);
  switch (operator.kind) {
    case 'scan':
      return traceScan(operator, tracing);
    case 'single_row':
    case 'empty_rows':
    case 'constant_rows':
      return unordered(
        operator.types.map(() => noSource),
        noEdges,
      );
    case 'parameter_scan':
      return unordered(tracing.parameters(operator.scope), noEdges);
    case 'cte_scan':
      return tracing.cte(operator.cte, operator.types.length);
    case 'table_function':
      return traceTableFunction(operator, operator.input === null ? null : input(operator.input));
    case 'values':
      return traceValues(operator, input(operator.input), tracing);
    case 'project': {
      const from = input(operator.input);
      const trace = tracing.expressions(from.columns);
      return { ...from, columns: operator.expressions.map(trace.column) };
    }
    case 'filter': {
      const from = input(operator.input);
      const trace = tracing.expressions(from.columns);
      const conditions = union(operator.conditions.map(trace.edges));
      return { ...from, rows: union([from.rows, through(conditions, 'FILTER')]) };
    }
    case 'window': {
      const from = input(operator.input);
      const trace = tracing.expressions(from.columns);
      const functions = operator.functions.map((expression): TracedColumn => {
        const own = trace.edges(expression);
        return computed(expression.order.length > 0 ? own : union([own, comesFirst(from)]));
      });
      const sorting = operator.functions.flatMap((expression) => [
        ...expression.partitions,
        ...expression.order.map((key) => key.expression),
      ]);
      return {
        columns: [...from.columns, ...functions],
        rows: from.rows,
        order: from.order,
        arrangement: union([from.arrangement, through(edgesOf(sorting.map(trace.column)), 'SORT')]),
      };
    }
    case 'unnest': {
      const from = input(operator.input);
      const trace = tracing.expressions(from.columns);
      const lengths = operator.expressions.map((expression) => {
        const list = expression.kind === 'unnest' ? trace.column(expression.operand) : noSource;
        return list.fixedLength ? noEdges : list.edges;
      });
      return {
        columns: [
          ...from.columns,
          ...operator.expressions.map((expression) => computed(trace.edges(expression))),
        ],
        rows: union([from.rows, through(union(lengths), 'JOIN')]),
        order: from.order,
        arrangement: from.arrangement,
      };
    }
    case 'sort': {
      const from = input(operator.input);
      const trace = tracing.expressions(from.columns);
      const keys = union(operator.keys.map((key) => trace.edges(key.expression)));
      return { ...from, order: union([through(keys, 'SORT'), from.order]), arrangement: noEdges };
    }
    case 'limit': {
      const from = input(operator.input);
      const trace = tracing.expressions(from.columns);
      const bounds = [operator.limit, operator.offset].map((bound) =>
        bound?.kind === 'computed' ? through(trace.edges(bound.expression), 'FILTER') : noEdges,
      );
      return { ...from, rows: union([from.rows, comesFirst(from), ...bounds]) };
    }
    case 'sample': {
      const from = input(operator.input);
      return { ...from, rows: union([from.rows, comesFirst(from)]) };
    }
    case 'distinct': {
      const from = input(operator.input);
      const trace = tracing.expressions(from.columns);
      const keys = edgesOf(operator.keys.map(trace.column));
      const order = union(operator.order.map((key) => trace.edges(key.expression)));
      return {
        columns: from.columns,
        rows: union([
          from.rows,
          through(keys, 'GROUP_BY'),
          ...(operator.on ? [through(order, 'SORT'), comesFirst(from)] : []),
        ]),
        order: from.order,
        arrangement: from.arrangement,
      };
    }
    case 'aggregate':
      return traceAggregate(operator, input(operator.input), tracing);
    case 'pivot':
      return tracePivot(operator, input(operator.input));
    case 'only_row':
      return traceOnlyRow(input(operator.input));
    case 'join':
      return traceJoin(operator, input(operator.left), input(operator.right), tracing);
    case 'positional_join':
      return tracePositionalJoin(input(operator.left), input(operator.right));
    case 'dependent_join':
      return traceDependentJoin(operator, tracing, traceOperator);
    case 'set_operation':
      return traceSetOperation(operator, operator.inputs.map(input));
    case 'cte': {
      const definition = input(operator.definition);
      return traceOperator(operator.body, tracing.withCte(operator.cte, definition));
    }
    case 'recursive_cte':
      return traceRecursiveCte(operator, tracing, traceOperator);
    case 'unknown':
      throw new Error('an unknown operator cannot be traced');
    default:
      return operator satisfies never;
  }
}

/** The edges of columns that the user wrote: parameters that the engine carries along are left out. */
function edgesOf(columns: readonly TracedColumn[]): EdgeSet {
  return union(columns.filter((column) => column.parameter === null).map((column) => column.edges));
}
