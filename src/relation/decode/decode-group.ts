import { bigintType } from '../data-type.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import type { JsonObject } from '../json/json-value.ts';
import { integerOf, integersOf, listOf, objectOf, objectsOf, ShapeError, textsOf } from '../json/shape.ts';
import type { Operator } from '../operators/operator.ts';
import { onlyInput } from './children.ts';
import { decodeExpressions } from './decode-expressions.ts';
import { decodeTypes } from './decode-type.ts';
import type { Decoding } from './decoding.ts';

export function decodeAggregateRows(node: JsonObject, decoding: Decoding): Operator {
  const { operator, references } = onlyInput(node, decoding);
  const keys = decodeExpressions(objectsOf(node, 'groups'), references, decoding);
  const aggregates = decodeExpressions(objectsOf(node, 'expressions'), references, decoding).map(
    (expression) => {
      if (expression.kind !== 'aggregate') throw new ShapeError(`${expression.kind} among aggregates`);
      return expression;
    },
  );
  const groupingFunctions = listsOfIntegers(node, 'grouping_functions');
  return {
    kind: 'aggregate',
    input: operator,
    keys,
    groupingSets: listsOfIntegers(node, 'grouping_sets'),
    aggregates,
    groupingFunctions,
    types: [
      ...keys.map((key) => key.type),
      ...aggregates.map((aggregate) => aggregate.type),
      ...groupingFunctions.map(() => bigintType),
    ],
  };
}

export function decodePivot(node: JsonObject, decoding: Decoding): Operator {
  const { operator } = onlyInput(node, decoding);
  const pivot = objectOf(node, 'bound_pivot');
  const types = decodeTypes(objectsOf(pivot, 'types'));
  const values = textsOf(pivot, 'pivot_values');
  const groupCount = integerOf(pivot, 'group_count');
  const aggregateCount = objectsOf(pivot, 'aggregates').length;
  if (types.length !== groupCount + aggregateCount * values.length) {
    throw new ShapeError(
      `${types.length} columns for ${values.length} values and ${aggregateCount} aggregates`,
    );
  }
  if (operator.types.length !== groupCount + aggregateCount + 1) {
    throw new ShapeError(`${operator.types.length} columns to pivot`);
  }
  return {
    kind: 'pivot',
    input: operator,
    groupCount,
    aggregateCount,
    values,
    raw: canonicalJson(listOf(pivot, 'aggregates')),
    types,
  };
}

function listsOfIntegers(node: JsonObject, field: string): readonly (readonly number[])[] {
  return listOf(node, field).map((item) => integersOf({ item }, 'item'));
}
