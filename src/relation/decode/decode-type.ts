import {
  arrayType,
  type DataType,
  decimalType,
  enumType,
  type Field,
  listType,
  mapType,
  scalarType,
  structType,
  unionType,
} from '../data-type.ts';
import type { JsonObject } from '../json/json-value.ts';
import {
  integerOf,
  objectOf,
  objectOrNull,
  objectsOf,
  ShapeError,
  textOf,
  textOrNull,
  textsOf,
} from '../json/shape.ts';

/** The type that a serialised LogicalType says. */
export function decodeType(node: JsonObject): DataType {
  const id = textOf(node, 'id');
  const info = objectOrNull(node, 'type_info');
  if (info === null) return scalarType(id);
  switch (id) {
    case 'DECIMAL':
      return decimalType(integerOf(info, 'width'), integerOf(info, 'scale'));
    case 'LIST':
      return listType(decodeType(objectOf(info, 'child_type')));
    case 'ARRAY':
      return arrayType(decodeType(objectOf(info, 'child_type')), integerOf(info, 'size'));
    case 'STRUCT':
      return structType(fieldsOf(info));
    case 'MAP':
      return mapOf(info);
    case 'ENUM':
      return enumType(textsOf(info, 'values'));
    case 'UNION':
      // The first child is the tag that says which member is set.
      return unionType(fieldsOf(info).slice(1));
    default:
      // The alias of a type (JSON is a VARCHAR by that name) tells it apart from the type that it is made of.
      return scalarType(textOrNull(info, 'alias') ?? id, textOrNull(info, 'collation'));
  }
}

export function decodeTypes(nodes: readonly JsonObject[]): readonly DataType[] {
  return nodes.map(decodeType);
}

function fieldsOf(info: JsonObject): readonly Field[] {
  return objectsOf(info, 'child_types').map((child) => ({
    name: textOf(child, 'first', ''),
    type: decodeType(objectOf(child, 'second')),
  }));
}

/** A map is a list of structs of key and value. */
function mapOf(info: JsonObject): DataType {
  const entry = decodeType(objectOf(info, 'child_type'));
  if (entry.kind !== 'struct' || entry.fields.length !== 2)
    throw new ShapeError('a MAP without key and value');
  return mapType(entry.fields[0]!.type, entry.fields[1]!.type);
}
