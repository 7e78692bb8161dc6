import type { Expression } from '../expressions/expression.ts';
import type { Operator } from '../operators/operator.ts';

/**
 * A scalar subquery that does not depend on the query around it is bound as `CASE WHEN count(*) > 1 THEN error('More than one row …') ELSE first(x) END`.
 * Recognised by that message; null for any other projection.
 */
export function onlyRowOf(input: Operator, expressions: readonly Expression[]): Operator | null {
  const [guard, ...more] = expressions;
  if (guard?.kind !== 'case' || more.length > 0 || guard.branches.length !== 1) return null;
  const raised = guard.branches[0]!.result;
  if (raised.kind !== 'call' || raised.name !== 'error') return null;
  const message = raised.arguments[0];
  if (message?.kind !== 'constant' || message.value?.startsWith(guardMessage) !== true) return null;
  if (input.kind !== 'aggregate' || input.keys.length > 0) return null;
  const [first, count, ...others] = input.aggregates;
  if (first?.name !== 'first' || count?.name !== 'count_star' || others.length > 0) return null;
  if (guard.otherwise.kind !== 'column' || guard.otherwise.index !== 0) return null;
  const value = first.arguments[0];
  if (value?.kind !== 'column' || value.index !== 0) return null;
  return { kind: 'only_row', input: input.input, types: [guard.type] };
}

const guardMessage = '"More than one row returned by a subquery used as an expression';
