import { booleanType, type DataType, scalarType } from '../data-type.ts';
import type { Expression } from '../expressions/expression.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.ts';
import { booleanOf, integerOf, objectOf, objectsOf, ShapeError, textOf, textOrNull } from '../json/shape.ts';
import { decodeAggregate, decodeWindow } from './decode-aggregate.ts';
import { decodeCall } from './decode-call.ts';
import { decodeExpressions } from './decode-expressions.ts';
import { decodeType } from './decode-type.ts';
import type { Decoding, References } from './decoding.ts';
import { comparisonOf, conjunctionOf, operationOf } from './expression-types.ts';
import { refusedExpressions } from './refused.ts';

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

function decodeKnown(
  name: string,
  node: JsonObject,
  references: References,
  decoding: Decoding,
): Expression | null {
  const { intern } = decoding.expressions;
  const child = (field: string, of = node) => decodeExpression(objectOf(of, field), references, decoding);
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
        operator: comparisonOf(textOf(node, 'type')),
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
    case 'BOUND_CONJUNCTION':
      return intern({
        kind: 'logical',
        operator: conjunctionOf(textOf(node, 'type')),
        operands: children(),
        type: booleanType,
      });
    case 'BOUND_OPERATOR':
      return intern({
        kind: 'operation',
        name: operationOf(textOf(node, 'type')),
        operands: children(),
        type: type(),
      });
    case 'BOUND_CASE':
      return intern({
        kind: 'case',
        branches: objectsOf(node, 'case_checks').map((check) => ({
          condition: child('when_expr', check),
          result: child('then_expr', check),
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

function unknownExpression(
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
