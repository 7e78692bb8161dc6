import { scalarType } from '../data-type.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import type { JsonObject } from '../json/json-value.ts';
import { objectsOf, ShapeError, textOrNull } from '../json/shape.ts';
import type { Operator } from '../operators/operator.ts';
import { decodeAggregateRows, decodePivot } from './decode-group.ts';
import { decodeAnyJoin, decodeComparisonJoin, decodeDelimJoin, decodeSideBySide } from './decode-join.ts';
import {
  decodeChunkGet,
  decodeCteRef,
  decodeDelimGet,
  decodeEmptyResult,
  decodeExpressionGet,
  decodeGet,
} from './decode-leaf.ts';
import {
  decodeDistinct,
  decodeFilter,
  decodeLimit,
  decodeOrder,
  decodeProjection,
  decodeSample,
  decodeTopN,
  decodeUnnest,
  decodeWindowRows,
} from './decode-row-by-row.ts';
import { decodeMaterializedCte, decodeRecursiveCte, decodeSetOperation } from './decode-set.ts';
import type { Decoding } from './decoding.ts';
import { refusedOperators } from './refused.ts';

/** A serialised logical operator, with all below it, as ours. What is unknown, or not in the known shape, is told and becomes an `unknown` operator over what is below. */
export function decodeOperator(node: JsonObject, decoding: Decoding): Operator {
  const name = textOrNull(node, 'type') ?? 'an operator without a type';
  const decode = decoders[name];
  if (decode === undefined) return unknownRows(name, refusedOperators[name] ?? null, node, decoding);
  try {
    return decode(node, decoding);
  } catch (error) {
    if (error instanceof ShapeError) return unknownRows(name, error.message, node, decoding);
    throw error;
  }
}

/** The operators of the engine that a SELECT can hold before optimisation, by their names in the plan. */
const decoders: Readonly<Record<string, (node: JsonObject, decoding: Decoding) => Operator>> = {
  LOGICAL_PROJECTION: decodeProjection,
  LOGICAL_FILTER: decodeFilter,
  LOGICAL_AGGREGATE_AND_GROUP_BY: decodeAggregateRows,
  LOGICAL_WINDOW: decodeWindowRows,
  LOGICAL_UNNEST: decodeUnnest,
  LOGICAL_LIMIT: decodeLimit,
  LOGICAL_ORDER_BY: decodeOrder,
  LOGICAL_TOP_N: decodeTopN,
  LOGICAL_DISTINCT: decodeDistinct,
  LOGICAL_SAMPLE: decodeSample,
  LOGICAL_PIVOT: decodePivot,
  LOGICAL_GET: decodeGet,
  LOGICAL_CHUNK_GET: decodeChunkGet,
  LOGICAL_DELIM_GET: decodeDelimGet,
  LOGICAL_EXPRESSION_GET: decodeExpressionGet,
  LOGICAL_DUMMY_SCAN: () => ({ kind: 'single_row', types: [scalarType('INTEGER')] }),
  LOGICAL_EMPTY_RESULT: decodeEmptyResult,
  LOGICAL_CTE_REF: decodeCteRef,
  LOGICAL_DELIM_JOIN: decodeDelimJoin,
  LOGICAL_COMPARISON_JOIN: decodeComparisonJoin,
  LOGICAL_ASOF_JOIN: decodeComparisonJoin,
  LOGICAL_ANY_JOIN: decodeAnyJoin,
  LOGICAL_CROSS_PRODUCT: decodeSideBySide,
  LOGICAL_POSITIONAL_JOIN: decodeSideBySide,
  LOGICAL_UNION: decodeSetOperation,
  LOGICAL_EXCEPT: decodeSetOperation,
  LOGICAL_INTERSECT: decodeSetOperation,
  LOGICAL_RECURSIVE_CTE: decodeRecursiveCte,
  LOGICAL_MATERIALIZED_CTE: decodeMaterializedCte,
};

function unknownRows(what: string, problem: string | null, node: JsonObject, decoding: Decoding): Operator {
  decoding.report(what, problem);
  const { children: _children, ...rest } = node;
  return {
    kind: 'unknown',
    what: problem === null ? what : `${what} (${problem})`,
    inputs: childrenIfAny(node).map((child) => decodeOperator(child, decoding)),
    raw: canonicalJson(rest),
    types: [],
  };
}

function childrenIfAny(node: JsonObject): readonly JsonObject[] {
  try {
    return objectsOf(node, 'children');
  } catch (error) {
    if (error instanceof ShapeError) return [];
    throw error;
  }
}
