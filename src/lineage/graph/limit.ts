import type { ReachedPoint } from './reach.ts';
import type { LineageGraph, LineagePoint } from './relation.ts';
import { pointKey } from './relation.ts';

/** The part of `graph` around what was asked for: the relations of `starts` and of `reached`, with all their columns. */
export function limitToReached(
  graph: LineageGraph,
  starts: readonly LineagePoint[],
  reached: readonly ReachedPoint[],
): LineageGraph {
  const names = new Set([...starts, ...reached].map((point) => pointKey(point.relation, null)));
  return { relations: graph.relations.filter((relation) => names.has(pointKey(relation.name, null))) };
}
