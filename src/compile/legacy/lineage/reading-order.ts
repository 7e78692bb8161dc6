import type { LineageRelation } from '../../../lineage/index.ts';

/** Each behind what it reads; where they read each other in a circle, in the order of their names. */
export function inReadingOrder(relations: readonly LineageRelation[]): LineageRelation[] {
  const byName = new Map(relations.map((relation) => [relation.name, relation]));
  const ordered: LineageRelation[] = [];
  const seen = new Set<string>();
  const reads = (relation: LineageRelation): string[] => [
    ...new Set(
      [...relation.columns, relation.rows].flatMap((sources) => [
        ...sources.edges.map((edge) => edge.relation),
        ...sources.rowsOf,
      ]),
    ),
  ];
  for (const start of relations) {
    const stack: { readonly relation: LineageRelation; readonly open: string[] }[] = [];
    const enter = (relation: LineageRelation | undefined): void => {
      if (relation === undefined || seen.has(relation.name)) return;
      seen.add(relation.name);
      stack.push({ relation, open: reads(relation) });
    };
    enter(start);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const next = top.open.pop();
      if (next !== undefined) enter(byName.get(next));
      else {
        ordered.push(top.relation);
        stack.pop();
      }
    }
  }
  return ordered;
}
