import type { Expression } from '../expressions/expression.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import type { JsonObject } from '../json/json-value.ts';
import { objectOf, objectOrNull, objectsOf, ShapeError, textOf } from '../json/shape.ts';
import { decodeExpressions } from './decode-expressions.ts';
import { decodeType, decodeTypes } from './decode-type.ts';
import type { Decoding, References } from './decoding.ts';

/** A scalar function with its arguments; a lambda's body is decoded over its own inputs. */
export function decodeCall(node: JsonObject, references: References, decoding: Decoding): Expression {
  const name = functionName(node);
  const children = objectsOf(node, 'children');
  const data = objectOrNull(node, 'function_data');
  const body = data === null ? null : objectOrNull(data, 'lambda_expr');
  return decoding.expressions.intern({
    kind: 'call',
    name,
    arguments: decodeExpressions(children, references, decoding),
    argumentNames: namedArguments.has(name) ? children.map((child) => textOf(child, 'alias', '')) : null,
    parameterTypes: decodeTypes(objectsOf(node, 'arguments')),
    options: data === null ? null : optionsText(data),
    lambda: body === null ? null : decodeLambda(body, decoding),
    type: decodeType(objectOf(node, 'return_type')),
  });
}

/** `name` for the engine's own, `schema.name` and `catalog.schema.name` for others. */
export function functionName(node: JsonObject): string {
  const name = textOf(node, 'name');
  const schema = textOf(node, 'schema_name', '');
  const catalog = textOf(node, 'catalog_name', '');
  const builtIn = catalog === '' || catalog === 'system';
  if (builtIn)
    return schema === '' || schema === 'main' || schema === 'pg_catalog' ? name : `${schema}.${name}`;
  return `${catalog}.${schema}.${name}`;
}

/** What the binder keeps beside the arguments, without the lambda's body and the result's type, which stand elsewhere. */
export function optionsText(data: JsonObject): string | null {
  const { lambda_expr: _body, variable_return_type: _type, return_type: _returned, ...rest } = data;
  return Object.keys(rest).length === 0 ? null : canonicalJson(rest);
}

function decodeLambda(body: JsonObject, decoding: Decoding): Expression {
  const input = (index: number, type: Expression['type']) =>
    decoding.expressions.intern({ kind: 'lambda_input', index, type });
  return decoding.decodeExpression(
    body,
    {
      byPosition: input,
      byBinding() {
        throw new ShapeError('a reference to a table inside a lambda');
      },
    },
    decoding,
  );
}

/** Functions whose result depends on what their arguments are called and whose type does not always tell. */
const namedArguments: ReadonlySet<string> = new Set([
  'struct_pack',
  'struct_insert',
  'struct_update',
  'union_value',
  'remap_struct',
]);
