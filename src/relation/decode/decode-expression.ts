import { booleanType, type DataType, scalarType } from '../data-type.ts';
import type { ComparisonOperator } from '../expressions/comparison.ts';
import type { Expression } from '../expressions/expression.ts';
import type { OperationName } from '../expressions/logical.ts';
import type { SortKey } from '../expressions/sort-key.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.ts';
import { booleanOf, integerOf, objectOf, objectsOf, ShapeError, textOf, textOrNull } from '../json/shape.ts';
import { decodeAggregate, decodeWindow } from './decode-aggregate.ts';
import { decodeCall } from './decode-call.ts';
import { decodeType } from './decode-type.ts';
import type { Decoding, References } from './decoding.ts';
import { refusedExpressions, refusedExpressionTypes } from './refused.ts';

/** A serialised bound expression as ours. What is unknown, or not in the known shape, is told and becomes an `unknown` expression. */
export function decodeExpression(node: JsonObject, references: References, decoding: Decoding): Expression {
  const name = textOrNull(node, 'expression_class') ?? 'an expression without a class';
  try {
    return (
      decodeKnown(name, node, references, decoding) ??
      unknownExpression(name, refusedExpressions[name] ?? null, node, decoding)
    );
  } catch (error) {
    if (error instanceof ShapeError) return unknownExpression(name, error.message, node, decoding);
    throw error;
  }
}

export function decodeExpressions(
  nodes: readonly JsonObject[],
  references: References,
  decoding: Decoding,
): readonly Expression[] {
  return nodes.map((node) => decodeExpression(node, references, decoding));
}

function decodeKnown(
  name: string,
  node: JsonObject,
  references: References,
  decoding: Decoding,
): Expression | null {
  const { intern } = decoding.expressions;
  const child = (field: string) => decodeExpression(objectOf(node, field), references, decoding);
  const children = () => decodeExpressions(objectsOf(node, 'children'), references, decoding);
  const type = () => decodeType(objectOf(node, 'return_type'));
  switch (name) {
    case 'BOUND_REF':
      return references.byPosition(integerOf(node, 'index'), type());
    case 'BOUND_COLUMN_REF': {
      const binding = objectOf(node, 'binding');
      const [table, column] = [integerOf(binding, 'table_index'), integerOf(binding, 'column_index')];
      const found = references.byBinding(table, column, type());
      if (found === null) throw new ShapeError('it names no column of the input');
      return found;
    }
    case 'BOUND_CONSTANT':
      return constant(objectOf(node, 'value'), decoding);
    case 'BOUND_PARAMETER':
      return intern({ kind: 'parameter', name: textOf(node, 'identifier', ''), type: type() });
    case 'BOUND_FUNCTION':
      return decodeCall(node, references, decoding);
    case 'BOUND_CAST':
      return intern({
        kind: 'cast',
        operand: child('child'),
        attempt: booleanOf(node, 'try_cast'),
        type: type(),
      });
    case 'BOUND_COMPARISON':
      return intern({
        kind: 'comparison',
        operator: decodeComparison(textOf(node, 'type')),
        left: child('left'),
        right: child('right'),
        type: booleanType,
      });
    case 'BOUND_BETWEEN':
      return intern({
        kind: 'between',
        input: child('input'),
        lower: child('lower'),
        upper: child('upper'),
        lowerInclusive: booleanOf(node, 'lower_inclusive'),
        upperInclusive: booleanOf(node, 'upper_inclusive'),
        type: booleanType,
      });
    case 'BOUND_CONJUNCTION': {
      const operator = oneOf(conjunctions, textOf(node, 'type'), 'conjunction');
      return intern({ kind: 'logical', operator, operands: children(), type: booleanType });
    }
    case 'BOUND_OPERATOR': {
      const operation = oneOf(operations, textOf(node, 'type'), 'operator');
      return intern({ kind: 'operation', name: operation, operands: children(), type: type() });
    }
    case 'BOUND_CASE':
      return intern({
        kind: 'case',
        branches: objectsOf(node, 'case_checks').map((check) => ({
          condition: decodeExpression(objectOf(check, 'when_expr'), references, decoding),
          result: decodeExpression(objectOf(check, 'then_expr'), references, decoding),
        })),
        otherwise: child('else_expr'),
        type: type(),
      });
    case 'BOUND_AGGREGATE':
      return decodeAggregate(node, references, decoding);
    case 'BOUND_WINDOW':
      return decodeWindow(node, references, decoding);
    case 'BOUND_UNNEST':
      return intern({ kind: 'unnest', operand: child('child'), type: type() });
    default:
      return null;
  }
}

export function decodeSortKeys(
  nodes: readonly JsonObject[],
  references: References,
  decoding: Decoding,
): readonly SortKey[] {
  return nodes.map((node) => ({
    expression: decodeExpression(objectOf(node, 'expression'), references, decoding),
    direction: oneOf(directions, textOf(node, 'type'), 'direction'),
    nulls: oneOf(nullOrders, textOf(node, 'null_order'), 'order of NULLs'),
  }));
}

/** The comparison of that name in the plan; join conditions carry it apart from their sides. */
export function decodeComparison(name: string): ComparisonOperator {
  return oneOf(comparisons, name, 'comparison');
}

export function unknownExpression(
  what: string,
  problem: string | null,
  node: JsonObject,
  decoding: Decoding,
): Expression {
  decoding.report(what, problem);
  return decoding.expressions.intern({
    kind: 'unknown',
    what: problem === null ? what : `${what} (${problem})`,
    raw: canonicalJson(node),
    type: typeOrUnknown(node.return_type),
  });
}

function constant(value: JsonObject, decoding: Decoding): Expression {
  return decoding.expressions.intern({
    kind: 'constant',
    value: booleanOf(value, 'is_null') ? null : canonicalJson(value.value ?? null),
    type: decodeType(objectOf(value, 'type')),
  });
}

function typeOrUnknown(node: JsonValue | undefined): DataType {
  if (!isJsonObject(node)) return scalarType('UNKNOWN');
  try {
    return decodeType(node);
  } catch (error) {
    if (error instanceof ShapeError) return scalarType('UNKNOWN');
    throw error;
  }
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

const directions: Readonly<Record<string, SortKey['direction']>> = {
  ASCENDING: 'ascending',
  DESCENDING: 'descending',
  ORDER_DEFAULT: 'default',
};

const nullOrders: Readonly<Record<string, SortKey['nulls']>> = {
  'NULLS FIRST': 'first',
  'NULLS LAST': 'last',
  NULLS_FIRST: 'first',
  NULLS_LAST: 'last',
  ORDER_DEFAULT: 'default',
};
