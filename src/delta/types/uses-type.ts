import type { DeltaType } from './delta-type.ts';

/** Whether a column, or a part of one, has the primitive type `name`. */
export function usesType(type: DeltaType, name: string): boolean {
  switch (type.kind) {
    case 'primitive':
      return type.name === name;
    case 'decimal':
      return false;
    case 'array':
      return usesType(type.element, name);
    case 'map':
      return usesType(type.key, name) || usesType(type.value, name);
    case 'struct':
      return type.fields.some((field) => usesType(field.type, name));
  }
}
