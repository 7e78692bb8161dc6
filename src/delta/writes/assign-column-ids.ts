import type { DeltaField, DeltaStruct, DeltaType } from '../types/index.ts';

const idKey = 'delta.columnMapping.id';
const nameKey = 'delta.columnMapping.physicalName';
const maximumKey = 'delta.columnMapping.maxColumnId';

/** Gives each field that has none a column id, above all that were ever used, and a physical name. `maxColumnId` only grows. */
export function assignColumnIds(
  schema: DeltaStruct,
  configuration: Readonly<Record<string, string>>,
  physicalNames: 'fresh' | 'same' = 'fresh',
): { schema: DeltaStruct; configuration: Record<string, string> } {
  const state = { last: Math.max(Number(configuration[maximumKey] ?? 0), largestId(schema)) };
  const assigned = assignType(schema, state, physicalNames) as DeltaStruct;
  return { schema: assigned, configuration: { ...configuration, [maximumKey]: String(state.last) } };
}

function assignType(type: DeltaType, state: { last: number }, names: 'fresh' | 'same'): DeltaType {
  switch (type.kind) {
    case 'primitive':
    case 'decimal':
      return type;
    case 'array':
      return { ...type, element: assignType(type.element, state, names) };
    case 'map':
      return {
        ...type,
        key: assignType(type.key, state, names),
        value: assignType(type.value, state, names),
      };
    case 'struct':
      return { kind: 'struct', fields: type.fields.map((field) => assignField(field, state, names)) };
  }
}

function assignField(field: DeltaField, state: { last: number }, names: 'fresh' | 'same'): DeltaField {
  const id = typeof field.metadata[idKey] === 'number' ? field.metadata[idKey] : ++state.last;
  const given = field.metadata[nameKey];
  const physical =
    typeof given === 'string'
      ? given
      : names === 'same'
        ? field.name
        : `col-${globalThis.crypto.randomUUID()}`;
  return {
    ...field,
    type: assignType(field.type, state, names),
    metadata: { ...field.metadata, [idKey]: id, [nameKey]: physical },
  };
}

function largestId(type: DeltaType): number {
  switch (type.kind) {
    case 'primitive':
    case 'decimal':
      return 0;
    case 'array':
      return largestId(type.element);
    case 'map':
      return Math.max(largestId(type.key), largestId(type.value));
    case 'struct':
      return type.fields.reduce(
        (most, field) => Math.max(most, Number(field.metadata[idKey] ?? 0), largestId(field.type)),
        0,
      );
  }
}
