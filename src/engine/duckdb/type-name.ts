import {
  type DuckDBArrayType,
  type DuckDBListType,
  type DuckDBLogicalType,
  type DuckDBMapType,
  type DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBUnionType,
} from '@duckdb/node-api';

/** A type's name as the engine's `typeof` writes it. `reserved` holds the engine's reserved words, in lower case. */
export function typeName(type: DuckDBType, reserved: ReadonlySet<string>): string {
  const field = (name: string, fieldType: DuckDBType) =>
    `${name === '' ? '' : `${quotedIfNeeded(name, reserved)} `}${typeName(fieldType, reserved)}`;
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
      return `${typeName((type as DuckDBListType).valueType, reserved)}[]`;
    case DuckDBTypeId.ARRAY: {
      const { valueType, length } = type as DuckDBArrayType;
      return `${typeName(valueType, reserved)}[${length}]`;
    }
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type as DuckDBMapType;
      return `MAP(${typeName(keyType, reserved)}, ${typeName(valueType, reserved)})`;
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      return `STRUCT(${entryNames.map((name, entry) => field(name, entryTypes[entry]!)).join(', ')})`;
    }
    case DuckDBTypeId.UNION: {
      const { memberTags, memberTypes } = type as DuckDBUnionType;
      return `UNION(${memberTags.map((name, entry) => field(name, memberTypes[entry]!)).join(', ')})`;
    }
    default:
      return type.toString();
  }
}

/** As `typeName`, but with the alias of a result's column, which is where the client keeps `JSON`. */
export function logicalTypeName(type: DuckDBLogicalType, reserved: ReadonlySet<string>): string {
  return type.alias ?? typeName(type.asType(), reserved);
}

function quotedIfNeeded(name: string, reserved: ReadonlySet<string>): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.has(name.toLowerCase())
    ? name
    : `"${name.replaceAll('"', '""')}"`;
}
