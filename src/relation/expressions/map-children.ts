import type { Expression, NewExpression } from './expression.ts';
import type { SortKey } from './sort-key.ts';

type Change = (child: Expression) => Expression;

/**
 * The expression with each of its children replaced by `change(child)`, without an id: intern it. A lambda's body is not a child, since its
 * inputs are of another row; everything that reads the operator's input is.
 */
export function mapChildren(expression: Expression, change: Change): NewExpression {
  switch (expression.kind) {
    case 'column':
    case 'lambda_input':
    case 'constant':
    case 'parameter':
    case 'unknown':
      return expression;
    case 'call':
      return { ...expression, arguments: expression.arguments.map(change) };
    case 'cast':
    case 'unnest':
      return { ...expression, operand: change(expression.operand) };
    case 'comparison':
      return { ...expression, left: change(expression.left), right: change(expression.right) };
    case 'between':
      return {
        ...expression,
        input: change(expression.input),
        lower: change(expression.lower),
        upper: change(expression.upper),
      };
    case 'logical':
    case 'operation':
      return { ...expression, operands: expression.operands.map(change) };
    case 'case':
      return {
        ...expression,
        branches: expression.branches.map((branch) => ({
          condition: change(branch.condition),
          result: change(branch.result),
        })),
        otherwise: change(expression.otherwise),
      };
    case 'aggregate':
      return {
        ...expression,
        arguments: expression.arguments.map(change),
        filter: orNull(expression.filter, change),
        order: mapSortKeys(expression.order, change),
      };
    case 'window':
      return {
        ...expression,
        arguments: expression.arguments.map(change),
        partitions: expression.partitions.map(change),
        order: mapSortKeys(expression.order, change),
        frame: {
          ...expression.frame,
          startDistance: orNull(expression.frame.startDistance, change),
          endDistance: orNull(expression.frame.endDistance, change),
        },
        filter: orNull(expression.filter, change),
        argumentOrder: mapSortKeys(expression.argumentOrder, change),
        offset: orNull(expression.offset, change),
        fallback: orNull(expression.fallback, change),
      };
    default:
      return expression satisfies never;
  }
}

function orNull(child: Expression | null, change: Change): Expression | null {
  return child === null ? null : change(child);
}

function mapSortKeys(keys: readonly SortKey[], change: Change): readonly SortKey[] {
  return keys.map((key) => ({ ...key, expression: change(key.expression) }));
}
