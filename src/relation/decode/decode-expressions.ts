import type { Expression } from '../expressions/expression.ts';
import type { SortKey } from '../expressions/sort-key.ts';
import type { JsonObject } from '../json/json-value.ts';
import { objectOf, objectOrNull, ShapeError, textOf } from '../json/shape.ts';
import type { Decoding, References } from './decoding.ts';

export function decodeExpressions(
  nodes: readonly JsonObject[],
  references: References,
  decoding: Decoding,
): readonly Expression[] {
  return nodes.map((node) => decoding.decodeExpression(node, references, decoding));
}

/** The expression in `field`; null where it is left out. */
export function decodeOptional(
  field: string,
  node: JsonObject,
  references: References,
  decoding: Decoding,
): Expression | null {
  const child = objectOrNull(node, field);
  return child === null ? null : decoding.decodeExpression(child, references, decoding);
}

export function decodeSortKeys(
  nodes: readonly JsonObject[],
  references: References,
  decoding: Decoding,
): readonly SortKey[] {
  return nodes.map((node) => ({
    expression: decoding.decodeExpression(objectOf(node, 'expression'), references, decoding),
    direction: known(directions, textOf(node, 'type'), 'direction'),
    nulls: known(nullOrders, textOf(node, 'null_order'), 'order of NULLs'),
  }));
}

function known<T>(table: Readonly<Record<string, T>>, name: string, what: string): T {
  const found = table[name];
  if (found === undefined) throw new ShapeError(`${what} ${name}`);
  return found;
}

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
