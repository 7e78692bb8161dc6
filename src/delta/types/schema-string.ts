import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { isJsonObject, type Json, parseJson, printJson } from '../json.ts';
import {
  type DeltaField,
  type DeltaStruct,
  type DeltaType,
  type PrimitiveName,
  primitiveNames,
} from './delta-type.ts';

/** The `schemaString` of a metaData action. */
export function printSchemaString(schema: DeltaStruct): string {
  return printJson(typeToJson(schema));
}

/** The table's schema; rejects with `delta-schema-malformed`, or `delta-type-unknown` naming column and type. */
export function parseSchemaString(text: string): DeltaStruct {
  let json: Json;
  try {
    json = parseJson(text);
  } catch (error) {
    throw malformed('it is not JSON', error);
  }
  const type = typeFromJson(json, []);
  if (type.kind !== 'struct') throw malformed('its outermost type is not a struct');
  return type;
}

function typeToJson(type: DeltaType): Json {
  switch (type.kind) {
    case 'primitive':
      return type.name;
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'array':
      return { type: 'array', elementType: typeToJson(type.element), containsNull: type.containsNull };
    case 'map':
      return {
        type: 'map',
        keyType: typeToJson(type.key),
        valueType: typeToJson(type.value),
        valueContainsNull: type.valueContainsNull,
      };
    case 'struct':
      return {
        type: 'struct',
        fields: type.fields.map((field) => ({
          name: field.name,
          type: typeToJson(field.type),
          nullable: field.nullable,
          metadata: field.metadata,
        })),
      };
  }
}

function typeFromJson(json: Json | undefined, path: readonly string[]): DeltaType {
  if (typeof json === 'string') return primitiveFromName(json, path);
  if (!isJsonObject(json)) throw malformed(`the type of ${placeOf(path)} is neither a name nor an object`);
  switch (json.type) {
    case 'struct':
      return { kind: 'struct', fields: fieldsFromJson(json.fields, path) };
    case 'array':
      return {
        kind: 'array',
        element: typeFromJson(json.elementType, [...path, 'element']),
        containsNull: json.containsNull !== false,
      };
    case 'map':
      return {
        kind: 'map',
        key: typeFromJson(json.keyType, [...path, 'key']),
        value: typeFromJson(json.valueType, [...path, 'value']),
        valueContainsNull: json.valueContainsNull !== false,
      };
    default:
      throw unknownType(printJson(json.type ?? null), path);
  }
}

function fieldsFromJson(json: Json | undefined, path: readonly string[]): DeltaField[] {
  if (!Array.isArray(json)) throw malformed(`the fields of ${placeOf(path)} are not a list`);
  return (json as readonly Json[]).map((field) => {
    if (!isJsonObject(field) || typeof field.name !== 'string') {
      throw malformed(`a field of ${placeOf(path)} has no name`);
    }
    return {
      name: field.name,
      type: typeFromJson(field.type, [...path, field.name]),
      nullable: field.nullable !== false,
      metadata: isJsonObject(field.metadata) ? field.metadata : {},
    };
  });
}

const decimalName = /^decimal\(\s*(\d+)\s*,\s*(-?\d+)\s*\)$/;

function primitiveFromName(name: string, path: readonly string[]): DeltaType {
  if ((primitiveNames as readonly string[]).includes(name)) {
    return { kind: 'primitive', name: name as PrimitiveName };
  }
  if (name === 'decimal') return { kind: 'decimal', precision: 10, scale: 0 };
  // Early writers wrote Spark's own word for the type of a bare NULL.
  if (name === 'null') return { kind: 'primitive', name: 'void' };
  const decimal = decimalName.exec(name);
  if (decimal !== null) {
    const precision = Number(decimal[1]);
    const scale = Number(decimal[2]);
    if (precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision) {
      return { kind: 'decimal', precision, scale };
    }
  }
  throw unknownType(name, path);
}

function placeOf(path: readonly string[]): string {
  return path.length === 0 ? 'the table' : `\`${path.join('.')}\``;
}

function unknownType(type: string, path: readonly string[]): DiagnosticError {
  return new DiagnosticError(diagnose('delta-type-unknown', { type, column: path.join('.') }));
}

function malformed(reason: string, cause?: unknown): DiagnosticError {
  return new DiagnosticError(diagnose('delta-schema-malformed', { reason }), 1, cause);
}
