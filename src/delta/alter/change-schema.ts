import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { nearNames } from '../../text/index.ts';
import type { DeltaField, DeltaStruct } from '../types/index.ts';

/** The schema with the field at `path` replaced by what `change` gives for it: another field, or null for none. Rejects with `delta-column-missing`. */
export function changeField(
  table: string,
  schema: DeltaStruct,
  path: readonly string[],
  change: (field: DeltaField, siblings: readonly DeltaField[]) => DeltaField | null,
): DeltaStruct {
  const [name, ...rest] = path;
  const found = schema.fields.find((field) => field.name.toLowerCase() === name?.toLowerCase());
  if (name === undefined || found === undefined) throw missing(table, path, schema);
  const fields = schema.fields.flatMap((field) => {
    if (field !== found) return [field];
    if (rest.length === 0) {
      const changed = change(field, schema.fields);
      return changed === null ? [] : [changed];
    }
    return [{ ...field, type: inside(table, field, rest, change) }];
  });
  return { kind: 'struct', fields };
}

/** The schema with a field added at the end of the struct that `path` leads to. */
export function addField(
  table: string,
  schema: DeltaStruct,
  path: readonly string[],
  field: Omit<DeltaField, 'name'>,
): DeltaStruct {
  const name = path.at(-1)!;
  if (path.length > 1) {
    return changeField(table, schema, path.slice(0, -1), (parent) => {
      if (parent.type.kind !== 'struct') throw missing(table, path, schema);
      return { ...parent, type: addField(table, parent.type, [name], field) };
    });
  }
  if (schema.fields.some((other) => other.name.toLowerCase() === name.toLowerCase())) {
    throw new DiagnosticError(diagnose('delta-column-exists', { table, column: name }));
  }
  return { kind: 'struct', fields: [...schema.fields, { name, ...field }] };
}

function inside(
  table: string,
  field: DeltaField,
  rest: readonly string[],
  change: Parameters<typeof changeField>[3],
): DeltaField['type'] {
  if (field.type.kind === 'struct') return changeField(table, field.type, rest, change);
  if (field.type.kind === 'array' && rest[0] === 'element' && field.type.element.kind === 'struct') {
    return { ...field.type, element: changeField(table, field.type.element, rest.slice(1), change) };
  }
  throw missing(table, rest, { kind: 'struct', fields: [] });
}

function missing(table: string, path: readonly string[], schema: DeltaStruct): DiagnosticError {
  const names = schema.fields.map((field) => field.name);
  return new DiagnosticError(
    diagnose('delta-column-missing', {
      table,
      column: path.join('.'),
      near: nearNames(path[0] ?? '', names),
    }),
  );
}
