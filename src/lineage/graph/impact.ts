import { downstreamOf, type LineageIndex } from './reach.ts';
import { type LineageGraph, type LineagePoint, type LineageRelation, pointKey } from './relation.ts';

/** What of one relation is touched when a point changes or goes away. */
export interface RelationImpact {
  readonly relation: string;
  readonly type: LineageRelation['type'];
  /** `value`: its values come from what goes; else it only decides them. */
  readonly columns: readonly { readonly name: string; readonly value: boolean }[];
  /** True where other rows come out, and with them every column. */
  readonly rows: boolean;
  /** Steps from what changes to the nearest part of the relation. */
  readonly distance: number;
}

/** What changes downstream if `points` do, in the graph's order: each relation after those that it is touched through. */
export function impactOf(
  graph: LineageGraph,
  index: LineageIndex,
  points: readonly LineagePoint[],
): readonly RelationImpact[] {
  const byRelation = new Map<string, RelationImpact & { columns: { name: string; value: boolean }[] }>();
  const types = new Map(graph.relations.map((relation) => [pointKey(relation.name, null), relation.type]));
  for (const point of downstreamOf(index, points)) {
    const key = pointKey(point.relation, null);
    const known = byRelation.get(key);
    const columns = [...(known?.columns ?? [])];
    if (point.column !== null) columns.push({ name: point.column, value: point.direct });
    byRelation.set(key, {
      relation: point.relation,
      type: types.get(key) ?? 'model',
      columns,
      rows: known?.rows === true || point.column === null,
      distance: Math.min(known?.distance ?? point.distance, point.distance),
    });
  }
  return graph.relations.flatMap((relation) => byRelation.get(pointKey(relation.name, null)) ?? []);
}
