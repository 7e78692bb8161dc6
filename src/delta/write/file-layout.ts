import {
  convertSql,
  type DeltaStruct,
  type DeltaType,
  fieldId,
  type MappingMode,
  physicalName,
  quoteName,
  writingConversion,
} from '../types/index.ts';
import { partitionTextSql } from './partition-text.ts';

/** The columns of a COPY: the schema's, by physical name, with partition values as the log's strings. */
export function copyColumns(
  schema: DeltaStruct,
  partitionColumns: readonly string[],
  mode: MappingMode,
): string[] {
  const conversion = writingConversion(mode);
  return schema.fields
    .filter((field) => field.type.kind !== 'primitive' || field.type.name !== 'void')
    .map((field) => {
      const column = quoteName(field.name);
      const physical = quoteName(physicalName(field, mode));
      if (partitionColumns.includes(field.name)) {
        return `${partitionTextSql(field.name, field.type)} AS ${physical}`;
      }
      const converted = convertSql(column, field.type, conversion) ?? column;
      return converted === physical ? column : `${converted} AS ${physical}`;
    });
}

/** COPY's FIELD_IDS for a table with column mapping; null where it has none. */
export function fieldIdsSql(
  schema: DeltaStruct,
  partitionColumns: readonly string[],
  mode: MappingMode,
): string | null {
  if (mode === 'none') return null;
  const parts = schema.fields
    .filter((field) => !partitionColumns.includes(field.name) && fieldId(field) !== null)
    .map((field) => `${quoteName(physicalName(field, mode))}: ${idOf(fieldId(field)!, field.type, mode)}`);
  return parts.length === 0 ? null : `{${parts.join(', ')}}`;
}

function idOf(id: number, type: DeltaType, mode: MappingMode): string {
  const inner = innerIds(type, mode);
  return inner === null ? String(id) : `{__duckdb_field_id: ${id}, ${inner}}`;
}

/** Ids of what is inside; only fields of structs have any. */
function innerIds(type: DeltaType, mode: MappingMode): string | null {
  switch (type.kind) {
    case 'primitive':
    case 'decimal':
      return null;
    case 'struct': {
      const parts = type.fields
        .filter((field) => fieldId(field) !== null)
        .map(
          (field) => `${quoteName(physicalName(field, mode))}: ${idOf(fieldId(field)!, field.type, mode)}`,
        );
      return parts.length === 0 ? null : parts.join(', ');
    }
    case 'array': {
      const element = innerIds(type.element, mode);
      return element === null ? null : `element: {${element}}`;
    }
    case 'map': {
      const key = innerIds(type.key, mode);
      const value = innerIds(type.value, mode);
      const parts = [key === null ? null : `key: {${key}}`, value === null ? null : `value: {${value}}`];
      const given = parts.filter((part) => part !== null);
      return given.length === 0 ? null : given.join(', ');
    }
  }
}
