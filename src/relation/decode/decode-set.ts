import type { JsonObject } from '../json/json-value.ts';
import { booleanOf, integerOf, objectsOf, ShapeError, textOf } from '../json/shape.ts';
import type { Operator } from '../operators/operator.ts';
import type { SetOperation } from '../operators/set.ts';
import { twoChildren } from './children.ts';
import { decodeExpressions } from './decode-expressions.ts';
import { columnReferences, type Decoding } from './decoding.ts';

export function decodeSetOperation(node: JsonObject, decoding: Decoding): Operator {
  const inputs = objectsOf(node, 'children').map((child) => decoding.decodeOperator(child, decoding));
  const operation = operations[textOf(node, 'type')];
  if (operation === undefined || inputs.length < 2) throw new ShapeError(`${inputs.length} inputs`);
  return {
    kind: 'set_operation',
    operation,
    all: booleanOf(node, 'setop_all', true),
    inputs,
    types: inputs[0]!.types,
  };
}

const operations: Readonly<Record<string, SetOperation['operation']>> = {
  LOGICAL_UNION: 'union',
  LOGICAL_EXCEPT: 'except',
  LOGICAL_INTERSECT: 'intersect',
};

export function decodeMaterializedCte(node: JsonObject, decoding: Decoding): Operator {
  const [definition, body] = twoChildren(node);
  const rows = decoding.decodeOperator(body, decoding);
  return {
    kind: 'cte',
    cte: integerOf(node, 'table_index'),
    name: textOf(node, 'ctename', ''),
    definition: decoding.decodeOperator(definition, decoding),
    body: rows,
    types: rows.types,
  };
}

export function decodeRecursiveCte(node: JsonObject, decoding: Decoding): Operator {
  const [anchor, step] = twoChildren(node);
  const table = integerOf(node, 'table_index');
  const rows = decoding.decodeOperator(anchor, decoding);
  const own = rows.types.map((_, column) => ({ table, column }));
  return {
    kind: 'recursive_cte',
    cte: table,
    name: textOf(node, 'ctename', ''),
    all: booleanOf(node, 'union_all'),
    keys: decodeExpressions(
      objectsOf(node, 'key_targets'),
      columnReferences(decoding, () => own),
      decoding,
    ),
    anchor: rows,
    step: decoding.decodeOperator(step, decoding),
    types: rows.types,
  };
}
