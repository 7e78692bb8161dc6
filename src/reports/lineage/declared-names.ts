import type { Edge, RelationLineage, Sources } from '../../lineage/index.ts';

/** Relations by the names that they were declared with, however the plan spells them. */
export function withDeclaredNames(
  lineage: RelationLineage,
  declared: ReadonlyMap<string, string>,
): RelationLineage {
  const named = (name: string) => declared.get(name.toLowerCase()) ?? name;
  const renamed = <S extends Sources>(sources: S): S => ({
    ...sources,
    edges: sources.edges.map((edge): Edge => ({ ...edge, relation: named(edge.relation) })),
    rowsOf: sources.rowsOf.map(named),
  });
  return { columns: lineage.columns.map(renamed), rows: renamed(lineage.rows) };
}
