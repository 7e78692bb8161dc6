import type { DependentJoin, Expression, JoinType, Operator } from '../../relation/index.ts';
import { type EdgeSet, through, union } from './edge-set.ts';
import type { ExpressionTrace } from './trace-expression.ts';
import { comesFirst, computed, sameParameter, type Traced, type TracedColumn, unordered } from './traced.ts';
import type { Tracing } from './tracing.ts';

type OfKind<K extends Operator['kind']> = Extract<Operator, { kind: K }>;

export function traceJoin(operator: OfKind<'join'>, left: Traced, right: Traced, tracing: Tracing): Traced {
  const trace = tracing.expressions([...left.columns, ...right.columns]);
  const conditions = operator.conditions.filter((condition) => !comparesParameterToItself(condition, trace));
  const type =
    operator.type === 'left' && conditions.length === 0 && hasOneRowForParameters(operator.right, right)
      ? 'single'
      : operator.type;
  return joined(type, left, right, union(conditions.map(trace.edges)));
}

/** The inner side reads the parameters as columns of their own, with the edges of what the outer side gives for them. */
export function traceDependentJoin(
  operator: DependentJoin,
  tracing: Tracing,
  traceOperator: (operator: Operator, tracing: Tracing) => Traced,
): Traced {
  const outer = traceOperator(operator.outer === 'left' ? operator.left : operator.right, tracing);
  const given = tracing.expressions(outer.columns);
  const parameters = operator.parameters.map(
    (parameter, index): TracedColumn => ({
      edges: given.edges(parameter),
      parameter: { scope: operator.scope, index },
      fixedLength: given.column(parameter).fixedLength,
      fields: given.column(parameter).fields,
    }),
  );
  const inner = traceOperator(
    operator.outer === 'left' ? operator.right : operator.left,
    tracing.withParameters(operator.scope, parameters),
  );
  const [left, right] = operator.outer === 'left' ? [outer, inner] : [inner, outer];
  const trace = tracing.expressions([...left.columns, ...right.columns]);
  const conditions = operator.conditions.filter(
    (condition) => !joinsParameterBack(condition, operator, trace),
  );
  return joined(operator.type, left, right, union(conditions.map(trace.edges)));
}

/** Pairs of rows by position: what decides rows and order of either side decides every pair. */
export function tracePositionalJoin(left: Traced, right: Traced): Traced {
  return unordered(
    [...left.columns, ...right.columns],
    union([left.rows, right.rows, comesFirst(left), comesFirst(right)]),
  );
}

function joined(type: JoinType, left: Traced, right: Traced, conditions: EdgeSet): Traced {
  const matching = through(conditions, 'JOIN');
  const rows = union([left.rows, right.rows, matching]);
  const arrangement = union([left.arrangement, right.arrangement]);
  switch (type) {
    case 'inner':
    case 'left':
    case 'right':
    case 'full':
      return { columns: [...left.columns, ...right.columns], rows, order: left.order, arrangement };
    case 'semi':
    case 'anti':
      return { columns: left.columns, rows, order: left.order, arrangement };
    case 'right_semi':
    case 'right_anti':
      return { columns: right.columns, rows, order: right.order, arrangement };
    case 'single': {
      // Every left row stays, once: which partner it has is a matter of the value, not of the rows.
      const deciding = union([matching, right.rows, comesFirst(right)]);
      const values = right.columns.map((column) =>
        column.parameter === null ? computed(union([column.edges, deciding])) : column,
      );
      return { ...left, columns: [...left.columns, ...values] };
    }
    case 'mark': {
      const found = computed(union([through(conditions, 'TRANSFORMATION'), right.rows]));
      return { ...left, columns: [...left.columns, found] };
    }
    default:
      return type satisfies never;
  }
}

/** `x IS NOT DISTINCT FROM x` of one parameter on both sides: the engine's way to put an inner side together. */
function comparesParameterToItself(condition: Expression, trace: ExpressionTrace): boolean {
  if (condition.kind !== 'comparison' || condition.operator !== 'not_distinct') return false;
  return sameParameter(trace.column(condition.left).parameter, trace.column(condition.right).parameter);
}

/** A dependent join's condition that hands the inner rows back to the outer row that they were computed for. */
function joinsParameterBack(condition: Expression, join: DependentJoin, trace: ExpressionTrace): boolean {
  if (condition.kind !== 'comparison' || condition.operator !== 'not_distinct') return false;
  return [condition.left, condition.right].some((side) => {
    const parameter = trace.column(side).parameter;
    return parameter !== null && parameter.scope === join.scope;
  });
}

/** True for an aggregation by parameters alone: at most one row for each combination of them. */
function hasOneRowForParameters(operator: Operator, traced: Traced): boolean {
  switch (operator.kind) {
    case 'project':
    case 'filter':
      return hasOneRowForParameters(operator.input, traced);
    case 'aggregate':
      return (
        operator.keys.length > 0 && operator.groupingSets.length <= 1 && keysAreParameters(operator, traced)
      );
    default:
      return false;
  }
}

function keysAreParameters(operator: OfKind<'aggregate'>, traced: Traced): boolean {
  return operator.keys.every((_, index) => traced.columns[index]?.parameter != null);
}
