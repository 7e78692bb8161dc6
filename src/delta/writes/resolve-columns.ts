import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { nearNames } from '../../text/index.ts';
import type { Snapshot } from '../snapshot/index.ts';

/** Assignments by the table's own spelling of its columns; rejects with `delta-column-missing`. Names compare without case. */
export function resolveColumns(
  snapshot: Pick<Snapshot, 'table' | 'schema'>,
  assignments: Readonly<Record<string, string>>,
): Map<string, string> {
  const names = snapshot.schema.fields.map((field) => field.name);
  return new Map(
    Object.entries(assignments).map(([column, value]) => {
      const name = names.find((candidate) => candidate.toLowerCase() === column.toLowerCase());
      if (name === undefined) {
        throw new DiagnosticError(
          diagnose('delta-column-missing', { column, table: snapshot.table, near: nearNames(column, names) }),
        );
      }
      return [name, value];
    }),
  );
}
