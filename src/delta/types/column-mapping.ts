import type { DeltaField, DeltaStruct, DeltaType } from './delta-type.ts';

/** How a file's columns are found: by the schema's names, by physical names, or by Parquet field ids. */
export type MappingMode = 'none' | 'name' | 'id';

export function mappingMode(configuration: Readonly<Record<string, string>>): MappingMode {
  const mode = configuration['delta.columnMapping.mode']?.toLowerCase();
  return mode === 'name' || mode === 'id' ? mode : 'none';
}

/** The name that a field has in files, partition values and statistics. */
export function physicalName(field: DeltaField, mode: MappingMode): string {
  const name = field.metadata['delta.columnMapping.physicalName'];
  return mode !== 'none' && typeof name === 'string' ? name : field.name;
}

/** The Parquet field id of a field; null where it has none. */
export function fieldId(field: DeltaField): number | null {
  const id = field.metadata['delta.columnMapping.id'];
  return typeof id === 'number' ? id : null;
}

/** The schema with physical names throughout, as files and statistics have it. */
export function physicalSchema(schema: DeltaStruct, mode: MappingMode): DeltaStruct {
  return mode === 'none' ? schema : (physicalType(schema, mode) as DeltaStruct);
}

export function physicalType(
  type: DeltaType,
  mode: MappingMode,
  nameOf: (field: DeltaField) => string = (field) => physicalName(field, mode),
): DeltaType {
  switch (type.kind) {
    case 'primitive':
    case 'decimal':
      return type;
    case 'array':
      return { ...type, element: physicalType(type.element, mode, nameOf) };
    case 'map':
      return {
        ...type,
        key: physicalType(type.key, mode, nameOf),
        value: physicalType(type.value, mode, nameOf),
      };
    case 'struct':
      return {
        kind: 'struct',
        fields: type.fields.map((field) => ({
          ...field,
          name: nameOf(field),
          type: physicalType(field.type, mode, nameOf),
        })),
      };
  }
}
