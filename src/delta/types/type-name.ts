import type { DeltaType } from './delta-type.ts';

/** A type as schemas write it; of one that has parts only what it is. */
export function typeName(type: DeltaType): string {
  switch (type.kind) {
    case 'primitive':
      return type.name;
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    default:
      return type.kind;
  }
}
