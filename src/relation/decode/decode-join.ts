import { booleanType, type DataType } from '../data-type.ts';
import type { Expression } from '../expressions/expression.ts';
import type { JsonObject } from '../json/json-value.ts';
import {
  booleanOf,
  integersOf,
  objectOf,
  objectOrNull,
  objectsOf,
  ShapeError,
  textOf,
} from '../json/shape.ts';
import type { JoinType } from '../operators/join.ts';
import type { Operator } from '../operators/operator.ts';
import { bindingsOf } from './bindings.ts';
import { twoChildren } from './children.ts';
import { chooseColumns } from './choose-columns.ts';
import { decodeExpressions } from './decode-expressions.ts';
import { columnReferences, type Decoding, type References } from './decoding.ts';
import { comparisonOf } from './expression-types.ts';

/** CROSS_PRODUCT and POSITIONAL_JOIN. */
export function decodeSideBySide(node: JsonObject, decoding: Decoding): Operator {
  const [first, second] = twoChildren(node);
  const left = decoding.decodeOperator(first, decoding);
  const right = decoding.decodeOperator(second, decoding);
  const types = [...left.types, ...right.types];
  return textOf(node, 'type') === 'LOGICAL_POSITIONAL_JOIN'
    ? { kind: 'positional_join', left, right, types }
    : { kind: 'join', type: 'inner', match: 'all', left, right, conditions: [], types };
}

/** COMPARISON_JOIN, and ASOF_JOIN, which may have a further predicate over both sides. */
export function decodeComparisonJoin(node: JsonObject, decoding: Decoding): Operator {
  const [first, second] = twoChildren(node);
  const left = decoding.decodeOperator(first, decoding);
  const right = decoding.decodeOperator(second, decoding);
  const sides = referencesOf(first, second, left, decoding);
  const conditions = comparisonsOf(node, sides, decoding);
  const predicate = objectOrNull(node, 'predicate');
  const type = joinTypeOf(node);
  const join: Operator = {
    kind: 'join',
    type,
    match: textOf(node, 'type') === 'LOGICAL_ASOF_JOIN' ? 'nearest' : 'all',
    left,
    right,
    conditions:
      predicate === null
        ? conditions
        : [...conditions, decoding.decodeExpression(predicate, sides.both, decoding)],
    types: joinedTypes(type, left, right),
  };
  return mapped(join, node, decoding);
}

export function decodeAnyJoin(node: JsonObject, decoding: Decoding): Operator {
  const [first, second] = twoChildren(node);
  const left = decoding.decodeOperator(first, decoding);
  const right = decoding.decodeOperator(second, decoding);
  const sides = referencesOf(first, second, left, decoding);
  const type = joinTypeOf(node);
  const conditions = [decoding.decodeExpression(objectOf(node, 'condition'), sides.both, decoding)];
  return mapped(
    { kind: 'join', type, match: 'all', left, right, conditions, types: joinedTypes(type, left, right) },
    node,
    decoding,
  );
}

/** A join whose other side reads values of this one: its parameters are in scope while the inner side is decoded. */
export function decodeDelimJoin(node: JsonObject, decoding: Decoding): Operator {
  const [first, second] = twoChildren(node);
  const outer = booleanOf(node, 'delim_flipped') ? 'right' : 'left';
  const outerNode = outer === 'left' ? first : second;
  const outerRows = decoding.decodeOperator(outerNode, decoding);
  const parameters = decodeExpressions(
    objectsOf(node, 'duplicate_eliminated_columns'),
    columnReferences(decoding, () => bindingsOf(outerNode)),
    decoding,
  );
  const scope = decoding.nextScope();
  const innerRows = decoding.decodeOperator(outer === 'left' ? second : first, {
    ...decoding,
    scopes: [...decoding.scopes, { number: scope, types: parameters.map((parameter) => parameter.type) }],
  });
  const [left, right] = outer === 'left' ? [outerRows, innerRows] : [innerRows, outerRows];
  const type = joinTypeOf(node);
  const join: Operator = {
    kind: 'dependent_join',
    type,
    scope,
    left,
    right,
    outer,
    parameters,
    conditions: comparisonsOf(node, referencesOf(first, second, left, decoding), decoding),
    types: joinedTypes(type, left, right),
  };
  return mapped(join, node, decoding);
}

interface Sides {
  readonly left: References;
  readonly right: References;
  readonly both: References;
}

function referencesOf(first: JsonObject, second: JsonObject, left: Operator, decoding: Decoding): Sides {
  return {
    left: columnReferences(decoding, () => bindingsOf(first)),
    right: columnReferences(decoding, () => bindingsOf(second), left.types.length),
    both: columnReferences(decoding, () => [...bindingsOf(first), ...bindingsOf(second)]),
  };
}

/** Each condition of the engine has a side over each input; ours is one comparison over the columns of both. */
function comparisonsOf(node: JsonObject, sides: Sides, decoding: Decoding): readonly Expression[] {
  return objectsOf(node, 'conditions').map((condition) =>
    decoding.expressions.intern({
      kind: 'comparison',
      operator: comparisonOf(textOf(condition, 'comparison')),
      left: decoding.decodeExpression(objectOf(condition, 'left'), sides.left, decoding),
      right: decoding.decodeExpression(objectOf(condition, 'right'), sides.right, decoding),
      type: booleanType,
    }),
  );
}

function joinedTypes(type: JoinType, left: Operator, right: Operator): readonly DataType[] {
  switch (type) {
    case 'semi':
    case 'anti':
      return left.types;
    case 'right_semi':
    case 'right_anti':
      return right.types;
    case 'mark':
      return [...left.types, booleanType];
    case 'inner':
    case 'left':
    case 'right':
    case 'full':
    case 'single':
      return [...left.types, ...right.types];
    default:
      return type satisfies never;
  }
}

/** The engine's projection maps choose columns of either side after the join. */
function mapped(
  join: Operator & { left: Operator; right: Operator },
  node: JsonObject,
  decoding: Decoding,
): Operator {
  const leftMap = integersOf(node, 'left_projection_map');
  const rightMap = integersOf(node, 'right_projection_map');
  if (leftMap.length === 0 && rightMap.length === 0) return join;
  const leftCount = join.left.types.length;
  const type = joinTypeOf(node);
  const all = (count: number) => Array.from({ length: count }, (_, index) => index);
  const leftColumns = leftMap.length > 0 ? leftMap : all(leftCount);
  const rightColumns = rightMap.length > 0 ? rightMap : all(join.right.types.length);
  switch (type) {
    case 'semi':
    case 'anti':
      return chooseColumns(join, leftColumns, decoding);
    case 'mark':
      return chooseColumns(join, [...leftColumns, leftCount], decoding);
    case 'right_semi':
    case 'right_anti':
      return chooseColumns(join, rightColumns, decoding);
    default:
      return chooseColumns(
        join,
        [...leftColumns, ...rightColumns.map((index) => leftCount + index)],
        decoding,
      );
  }
}

function joinTypeOf(node: JsonObject): JoinType {
  const name = textOf(node, 'join_type');
  const type = joinTypeNames[name];
  if (type === undefined) throw new ShapeError(`join type ${name}`);
  return type;
}

/** The engine's join types. */
export const joinTypeNames: Readonly<Record<string, JoinType>> = {
  INNER: 'inner',
  LEFT: 'left',
  RIGHT: 'right',
  FULL: 'full',
  OUTER: 'full',
  SEMI: 'semi',
  ANTI: 'anti',
  MARK: 'mark',
  SINGLE: 'single',
  RIGHT_SEMI: 'right_semi',
  RIGHT_ANTI: 'right_anti',
};
