import type { ComparisonOperator } from '../expressions/comparison.ts';
import type { OperationName } from '../expressions/logical.ts';
import { ShapeError } from '../json/shape.ts';
import { refusedExpressionTypes } from './refused.ts';

/** Ours for the engine's name of a comparison; join conditions carry it apart from their sides. */
export function comparisonOf(name: string): ComparisonOperator {
  return oneOf(comparisons, name, 'comparison');
}

export function conjunctionOf(name: string): 'and' | 'or' {
  return oneOf(conjunctions, name, 'conjunction');
}

export function operationOf(name: string): OperationName {
  return oneOf(operations, name, 'operator');
}

function oneOf<T>(table: Readonly<Record<string, T>>, name: string, what: string): T {
  const found = table[name];
  if (found === undefined) {
    const reason = refusedExpressionTypes[name];
    throw new ShapeError(reason === undefined ? `${what} ${name}` : `${what} ${name}: ${reason}`);
  }
  return found;
}

const comparisons: Readonly<Record<string, ComparisonOperator>> = {
  COMPARE_EQUAL: 'equal',
  COMPARE_NOTEQUAL: 'not_equal',
  COMPARE_LESSTHAN: 'less',
  COMPARE_GREATERTHAN: 'greater',
  COMPARE_LESSTHANOREQUALTO: 'less_or_equal',
  COMPARE_GREATERTHANOREQUALTO: 'greater_or_equal',
  COMPARE_DISTINCT_FROM: 'distinct',
  COMPARE_NOT_DISTINCT_FROM: 'not_distinct',
};

const conjunctions: Readonly<Record<string, 'and' | 'or'>> = {
  CONJUNCTION_AND: 'and',
  CONJUNCTION_OR: 'or',
};

const operations: Readonly<Record<string, OperationName>> = {
  OPERATOR_NOT: 'not',
  OPERATOR_IS_NULL: 'is_null',
  OPERATOR_IS_NOT_NULL: 'is_not_null',
  COMPARE_IN: 'in',
  COMPARE_NOT_IN: 'not_in',
  OPERATOR_COALESCE: 'coalesce',
  OPERATOR_TRY: 'try',
};
