import type { CompiledProject } from '../compile/index.ts';
import { projectLineage } from '../reports/lineage/index.ts';

/** Whether a column holds personal data: because it is declared to, or because its values come from a column that does and no anonymiser stands between. */
export function personalColumns(compiled: CompiledProject): (relation: string, column: string) => boolean {
  const key = (relation: string, column: string) => `${relation}\n${column}`.toLowerCase();
  const personal = new Set<string>();
  for (const { name, columns } of projectLineage(compiled).value.relations)
    for (const column of columns) {
      const comes = column.edges.some(
        (edge) => edge.type === 'DIRECT' && !edge.masking && personal.has(key(edge.relation, edge.column)),
      );
      if (column.pii !== null || comes) personal.add(key(name, column.name));
    }
  return (relation, column) => personal.has(key(relation, column));
}
