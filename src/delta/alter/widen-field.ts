import { type DeltaField, type DeltaType, typeName } from '../types/index.ts';
import { holds } from '../writes/merge-schemas.ts';

/**
 * The field with a wider type, and in its metadata what it was, so that files of both types are read (protocol: "Type Widening"). null where the protocol does not
 * let the one become the other.
 */
export function widenField(field: DeltaField, type: DeltaType): DeltaField | null {
  const isDay = field.type.kind === 'primitive' && field.type.name === 'date';
  const isLocal = type.kind === 'primitive' && type.name === 'timestamp_ntz';
  const isFloat = type.kind === 'primitive' && type.name === 'float';
  if (!(isDay && isLocal) && !holds(type, field.type)) return null;
  if (typeName(type) === typeName(field.type)) return field;
  if (isFloat) return null;
  const changes = field.metadata['delta.typeChanges'];
  return {
    ...field,
    type,
    metadata: {
      ...field.metadata,
      'delta.typeChanges': [
        ...(Array.isArray(changes) ? changes : []),
        { fromType: typeName(field.type), toType: typeName(type) },
      ],
    },
  };
}
