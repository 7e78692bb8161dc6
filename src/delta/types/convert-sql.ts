import { type MappingMode, physicalName } from './column-mapping.ts';
import type { DeltaField, DeltaType } from './delta-type.ts';
import { quoteName } from './duckdb-type.ts';

/** How values change between two forms of one schema: the names of struct fields, and leaves. */
export interface Conversion {
  /** Names of a struct's field: as the value has it, and as it should be. */
  readonly rename: (field: DeltaField) => {
    readonly from: string;
    readonly to: string;
  };
  /** SQL for a primitive value, or null where it stays as it is. */
  readonly leaf: (expression: string, type: DeltaType) => string | null;
}

/** From files to the table: physical names become logical ones. */
export function readingConversion(
  mode: MappingMode,
  leaf: Conversion['leaf'] = () => null,
  nameOf: (field: DeltaField) => string = (field) => physicalName(field, mode),
): Conversion {
  return { rename: (field) => ({ from: nameOf(field), to: field.name }), leaf };
}

/** From the table to files. */
export function writingConversion(mode: MappingMode): Conversion {
  return { rename: (field) => ({ from: field.name, to: physicalName(field, mode) }), leaf: () => null };
}

/** SQL for the value of `expression` (of `type`) in its new form; null where nothing changes, so that what is nested is not taken apart in vain. */
export function convertSql(
  expression: string,
  type: DeltaType,
  conversion: Conversion,
  depth = 0,
): string | null {
  switch (type.kind) {
    case 'primitive':
    case 'decimal':
      return conversion.leaf(expression, type);
    case 'array': {
      const item = `x${depth}`;
      const element = convertSql(item, type.element, conversion, depth + 1);
      return element === null ? null : `list_transform(${expression}, lambda ${item}: ${element})`;
    }
    case 'map': {
      const item = `x${depth}`;
      const key = convertSql(`${item}.key`, type.key, conversion, depth + 1);
      const value = convertSql(`${item}.value`, type.value, conversion, depth + 1);
      if (key === null && value === null) return null;
      return `CASE WHEN ${expression} IS NULL THEN NULL ELSE map_from_entries(list_transform(map_entries(${expression}), lambda ${item}: struct_pack(k := ${key ?? `${item}.key`}, v := ${value ?? `${item}.value`}))) END`;
    }
    case 'struct': {
      let changed = false;
      const parts = type.fields.map((field) => {
        const { from, to } = conversion.rename(field);
        const inner = `${expression}.${quoteName(from)}`;
        const converted = convertSql(inner, field.type, conversion, depth);
        if (converted !== null || from !== to) changed = true;
        return `${quoteName(to)} := ${converted ?? inner}`;
      });
      if (!changed) return null;
      return `CASE WHEN ${expression} IS NULL THEN NULL ELSE struct_pack(${parts.join(', ')}) END`;
    }
  }
}
