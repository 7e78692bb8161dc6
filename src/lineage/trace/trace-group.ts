import type { AggregateExpression, Operator } from '../../relation/index.ts';
import { noEdges, through, union } from './edge-set.ts';
import { comesFirst, computed, type Traced, type TracedColumn, unordered } from './traced.ts';
import type { Tracing } from './tracing.ts';

type OfKind<K extends Operator['kind']> = Extract<Operator, { kind: K }>;

export function traceAggregate(operator: OfKind<'aggregate'>, from: Traced, tracing: Tracing): Traced {
  const trace = tracing.expressions(from.columns);
  const keys = operator.keys.map(trace.column);
  const overAll = keys.length === 0;
  const aggregates = operator.aggregates.map((aggregate): TracedColumn => {
    const carried = aggregate.name === 'first' ? aggregate.arguments[0] : undefined;
    if (carried !== undefined && trace.column(carried).parameter !== null) return trace.column(carried);
    return computed(
      union([
        trace.edges(aggregate),
        takesRowsAsTheyCome(aggregate) ? comesFirst(from) : noEdges,
        // Over all rows there is always one row out; what decided the rows that went in is part of the value then.
        overAll ? from.rows : noEdges,
      ]),
    );
  });
  const groupings = operator.groupingFunctions.map((indexes) =>
    computed(through(union(indexes.map((index) => keys[index]?.edges ?? noEdges)), 'GROUP_BY')),
  );
  const grouped = keys.filter((key) => key.parameter === null).map((key) => key.edges);
  return unordered(
    [...keys, ...aggregates, ...groupings],
    overAll ? noEdges : union([from.rows, through(union(grouped), 'GROUP_BY')]),
  );
}

/** Keys pass; each pivoted column takes from the list of its aggregate the element that the list of names points at. */
export function tracePivot(operator: OfKind<'pivot'>, from: Traced): Traced {
  const { groupCount, aggregateCount, values } = operator;
  const names = through(from.columns[groupCount + aggregateCount]!.edges, 'FILTER');
  const pivoted = values.flatMap(() =>
    Array.from({ length: aggregateCount }, (_, index) =>
      computed(union([through(from.columns[groupCount + index]!.edges, 'TRANSFORMATION'), names])),
    ),
  );
  return { ...from, columns: [...from.columns.slice(0, groupCount), ...pivoted] };
}

/** One row whatever comes in: what decides the input's rows decides the value. */
export function traceOnlyRow(from: Traced): Traced {
  return unordered([computed(union([from.columns[0]!.edges, from.rows, comesFirst(from)]))], noEdges);
}

/** Aggregates whose result depends on the order of their input, or picks one of equals by it. */
function takesRowsAsTheyCome(aggregate: AggregateExpression): boolean {
  return aggregate.order.length === 0 && orderSensitive.has(aggregate.name);
}

const orderSensitive: ReadonlySet<string> = new Set([
  'first',
  'last',
  'any_value',
  'arbitrary',
  'list',
  'array_agg',
  'string_agg',
  'group_concat',
  'listagg',
  'arg_min',
  'arg_max',
  'arg_min_null',
  'arg_max_null',
  'argmin',
  'argmax',
  'min_by',
  'max_by',
  'mode',
  'reservoir_quantile',
]);
