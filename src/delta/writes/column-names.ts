import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { DeltaStruct, DeltaType, MappingMode } from '../types/index.ts';

/** What Spark does not let stand in a column's name where columns are not mapped. */
const refused = /[ ,;{}()\n\t=]/;

/** Rejects with `delta-column-name` where another engine could not write to a table of this schema. */
export function checkColumnNames(schema: DeltaStruct, mode: MappingMode): void {
  if (mode !== 'none') return;
  const bad = namesOf(schema).filter((name) => refused.test(name));
  if (bad.length > 0) {
    throw new DiagnosticError(bad.map((column) => diagnose('delta-column-name', { column })));
  }
}

function namesOf(type: DeltaType): string[] {
  switch (type.kind) {
    case 'primitive':
    case 'decimal':
      return [];
    case 'array':
      return namesOf(type.element);
    case 'map':
      return [...namesOf(type.key), ...namesOf(type.value)];
    case 'struct':
      return type.fields.flatMap((field) => [field.name, ...namesOf(field.type)]);
  }
}
