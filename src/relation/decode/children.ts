import type { JsonObject } from '../json/json-value.ts';
import { objectsOf, ShapeError } from '../json/shape.ts';
import type { Operator } from '../operators/operator.ts';
import { bindingsOf } from './bindings.ts';
import { columnReferences, type Decoding, type References } from './decoding.ts';

/** A decoded child and what references into it mean. */
export interface Input {
  readonly operator: Operator;
  readonly references: References;
}

/** The one child of a node. */
export function onlyInput(node: JsonObject, decoding: Decoding): Input {
  const [child, ...more] = objectsOf(node, 'children');
  if (child === undefined || more.length > 0)
    throw new ShapeError(`${more.length + 1} inputs in place of one`);
  return {
    operator: decoding.decodeOperator(child, decoding),
    references: columnReferences(decoding, () => bindingsOf(child)),
  };
}

/** The two serialised children of a node. */
export function twoChildren(node: JsonObject): readonly [JsonObject, JsonObject] {
  const [left, right, ...more] = objectsOf(node, 'children');
  if (left === undefined || right === undefined || more.length > 0) {
    throw new ShapeError('not exactly two inputs');
  }
  return [left, right];
}
