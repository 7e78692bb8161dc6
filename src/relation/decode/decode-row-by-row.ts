import { canonicalJson } from '../json/canonical-json.ts';
import { isLongNumber, type JsonObject } from '../json/json-value.ts';
import {
  booleanOf,
  integersOf,
  objectOf,
  objectOrNull,
  objectsOf,
  ShapeError,
  textOf,
} from '../json/shape.ts';
import type { Operator } from '../operators/operator.ts';
import type { LimitBound } from '../operators/row-by-row.ts';
import { onlyInput } from './children.ts';
import { chooseColumns } from './choose-columns.ts';
import { decodeExpressions, decodeSortKeys } from './decode-expressions.ts';
import type { Decoding, References } from './decoding.ts';
import { onlyRowOf } from './only-row.ts';

export function decodeProjection(node: JsonObject, decoding: Decoding): Operator {
  const { operator, references } = onlyInput(node, decoding);
  const expressions = decodeExpressions(objectsOf(node, 'expressions'), references, decoding);
  const types = expressions.map((expression) => expression.type);
  return onlyRowOf(operator, expressions) ?? { kind: 'project', input: operator, expressions, types };
}

export function decodeFilter(node: JsonObject, decoding: Decoding): Operator {
  const { operator, references } = onlyInput(node, decoding);
  const conditions = decodeExpressions(objectsOf(node, 'expressions'), references, decoding);
  const filter: Operator = { kind: 'filter', input: operator, conditions, types: operator.types };
  return chooseColumns(filter, integersOf(node, 'projection_map'), decoding);
}

export function decodeWindowRows(node: JsonObject, decoding: Decoding): Operator {
  const { operator, references } = onlyInput(node, decoding);
  const functions = decodeExpressions(objectsOf(node, 'expressions'), references, decoding).map(
    (expression) => {
      if (expression.kind !== 'window') throw new ShapeError(`${expression.kind} among window functions`);
      return expression;
    },
  );
  return {
    kind: 'window',
    input: operator,
    functions,
    types: [...operator.types, ...functions.map((expression) => expression.type)],
  };
}

export function decodeUnnest(node: JsonObject, decoding: Decoding): Operator {
  const { operator, references } = onlyInput(node, decoding);
  const expressions = decodeExpressions(objectsOf(node, 'expressions'), references, decoding);
  return {
    kind: 'unnest',
    input: operator,
    expressions,
    types: [...operator.types, ...expressions.map((expression) => expression.type)],
  };
}

export function decodeOrder(node: JsonObject, decoding: Decoding): Operator {
  const { operator, references } = onlyInput(node, decoding);
  const keys = decodeSortKeys(objectsOf(node, 'orders'), references, decoding);
  const sort: Operator = { kind: 'sort', input: operator, keys, types: operator.types };
  return chooseColumns(sort, integersOf(node, 'projections'), decoding);
}

/** The optimiser's ORDER BY with LIMIT in one, taken apart again. */
export function decodeTopN(node: JsonObject, decoding: Decoding): Operator {
  const { operator, references } = onlyInput(node, decoding);
  const keys = decodeSortKeys(objectsOf(node, 'orders'), references, decoding);
  const { types } = operator;
  return {
    kind: 'limit',
    input: { kind: 'sort', input: operator, keys, types },
    limit: constantBound(node, 'limit', false),
    offset: constantBound(node, 'offset', false),
    types,
  };
}

export function decodeLimit(node: JsonObject, decoding: Decoding): Operator {
  const { operator, references } = onlyInput(node, decoding);
  return {
    kind: 'limit',
    input: operator,
    limit: boundOf(objectOf(node, 'limit_val'), references, decoding),
    offset: boundOf(objectOf(node, 'offset_val'), references, decoding),
    types: operator.types,
  };
}

function boundOf(node: JsonObject, references: References, decoding: Decoding): LimitBound | null {
  const type = textOf(node, 'type');
  switch (type) {
    case 'UNSET':
      return null;
    case 'CONSTANT_VALUE':
      return constantBound(node, 'constant_integer', false);
    case 'CONSTANT_PERCENTAGE':
      return constantBound(node, 'constant_percentage', true);
    case 'EXPRESSION_VALUE':
    case 'EXPRESSION_PERCENTAGE':
      return {
        kind: 'computed',
        percent: type === 'EXPRESSION_PERCENTAGE',
        expression: decoding.decodeExpression(objectOf(node, 'expression'), references, decoding),
      };
    default:
      throw new ShapeError(`limit ${type}`);
  }
}

function constantBound(node: JsonObject, field: string, percent: boolean): LimitBound {
  const value = node[field] ?? 0;
  if (typeof value !== 'number' && !isLongNumber(value))
    throw new ShapeError(`field \`${field}\` is no number`);
  return { kind: 'constant', percent, value: typeof value === 'number' ? String(value) : value.digits };
}

export function decodeDistinct(node: JsonObject, decoding: Decoding): Operator {
  const { operator, references } = onlyInput(node, decoding);
  const type = textOf(node, 'distinct_type');
  if (type !== 'DISTINCT' && type !== 'DISTINCT_ON') throw new ShapeError(`distinct type ${type}`);
  const order = objectOrNull(node, 'order_by');
  return {
    kind: 'distinct',
    input: operator,
    on: type === 'DISTINCT_ON',
    keys: decodeExpressions(objectsOf(node, 'distinct_targets'), references, decoding),
    order: order === null ? [] : decodeSortKeys(objectsOf(order, 'orders'), references, decoding),
    types: operator.types,
  };
}

export function decodeSample(node: JsonObject, decoding: Decoding): Operator {
  const { operator } = onlyInput(node, decoding);
  const options = objectOf(node, 'sample_options');
  const seed = options.seed ?? 0;
  return {
    kind: 'sample',
    input: operator,
    method: textOf(options, 'method'),
    size: canonicalJson(options.sample_size ?? null),
    percent: booleanOf(options, 'is_percentage'),
    seed: seed === -1 ? null : canonicalJson(seed),
    types: operator.types,
  };
}
