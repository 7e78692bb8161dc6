import type { Expression } from '../expressions/expression.ts';
import {
  type FrameBound,
  type FrameExclusion,
  frameBounds,
  frameExclusions,
  type WindowFrame,
} from '../expressions/window.ts';
import type { JsonObject } from '../json/json-value.ts';
import { booleanOf, objectOf, objectOrNull, objectsOf, ShapeError, textOf } from '../json/shape.ts';
import { functionName, optionsText } from './decode-call.ts';
import { decodeExpressions, decodeOptional, decodeSortKeys } from './decode-expressions.ts';
import { decodeType, decodeTypes } from './decode-type.ts';
import type { Decoding, References } from './decoding.ts';

export function decodeAggregate(node: JsonObject, references: References, decoding: Decoding): Expression {
  const order = objectOrNull(node, 'order_bys');
  return decoding.expressions.intern({
    kind: 'aggregate',
    name: functionName(node),
    arguments: decodeExpressions(objectsOf(node, 'children'), references, decoding),
    parameterTypes: decodeTypes(objectsOf(node, 'arguments')),
    distinct: isDistinct(textOf(node, 'aggregate_type')),
    filter: decodeOptional('filter', node, references, decoding),
    order: order === null ? [] : decodeSortKeys(objectsOf(order, 'orders'), references, decoding),
    options: optionsOf(node),
    type: decodeType(objectOf(node, 'return_type')),
  });
}

export function decodeWindow(node: JsonObject, references: References, decoding: Decoding): Expression {
  const type = textOf(node, 'type');
  const name = type === 'WINDOW_AGGREGATE' ? functionName(node) : windowFunctions[type];
  if (name === undefined) throw new ShapeError(`window function ${type}`);
  return decoding.expressions.intern({
    kind: 'window',
    name,
    arguments: decodeExpressions(objectsOf(node, 'children'), references, decoding),
    parameterTypes: decodeTypes(objectsOf(node, 'arguments')),
    partitions: decodeExpressions(objectsOf(node, 'partitions'), references, decoding),
    order: decodeSortKeys(objectsOf(node, 'orders'), references, decoding),
    frame: frameOf(node, references, decoding),
    filter: decodeOptional('filters', node, references, decoding),
    distinct: booleanOf(node, 'distinct'),
    ignoreNulls: booleanOf(node, 'ignore_nulls'),
    argumentOrder: decodeSortKeys(objectsOf(node, 'arg_orders'), references, decoding),
    offset: decodeOptional('offset_expr', node, references, decoding),
    fallback: decodeOptional('default_expr', node, references, decoding),
    options: optionsOf(node),
    type: decodeType(objectOf(node, 'return_type')),
  });
}

function frameOf(node: JsonObject, references: References, decoding: Decoding): WindowFrame {
  const exclude = textOf(node, 'exclude_clause') as FrameExclusion;
  if (!frameExclusions.includes(exclude)) throw new ShapeError(`frame exclusion ${exclude}`);
  return {
    start: boundOf(node, 'start'),
    end: boundOf(node, 'end'),
    startDistance: decodeOptional('start_expr', node, references, decoding),
    endDistance: decodeOptional('end_expr', node, references, decoding),
    exclude,
  };
}

function boundOf(node: JsonObject, field: string): FrameBound {
  const bound = textOf(node, field) as FrameBound;
  if (!frameBounds.includes(bound)) throw new ShapeError(`frame bound ${bound}`);
  return bound;
}

function optionsOf(node: JsonObject): string | null {
  const data = objectOrNull(node, 'function_data');
  return data === null ? null : optionsText(data);
}

function isDistinct(kind: string): boolean {
  if (kind === 'DISTINCT') return true;
  if (kind === 'NON_DISTINCT') return false;
  throw new ShapeError(`aggregate type ${kind}`);
}

const windowFunctions: Readonly<Record<string, string>> = {
  WINDOW_RANK: 'rank',
  WINDOW_RANK_DENSE: 'dense_rank',
  WINDOW_NTILE: 'ntile',
  WINDOW_PERCENT_RANK: 'percent_rank',
  WINDOW_CUME_DIST: 'cume_dist',
  WINDOW_ROW_NUMBER: 'row_number',
  WINDOW_FIRST_VALUE: 'first_value',
  WINDOW_LAST_VALUE: 'last_value',
  WINDOW_LEAD: 'lead',
  WINDOW_LAG: 'lag',
  WINDOW_NTH_VALUE: 'nth_value',
  WINDOW_FILL: 'fill',
};
