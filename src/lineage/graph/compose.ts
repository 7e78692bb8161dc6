import type { DirectSubtype, Edge, Sources } from '../edge.ts';
import { directSubtypes } from '../edge.ts';
import type { LineageColumn, LineageGraph, LineageRelation } from './relation.ts';
import { pointKey } from './relation.ts';

/**
 * The graph with every relation for which `through` holds seen through: what reads one has the edges of what that reads instead. Relations that are seen
 * through stay in the graph themselves. With all models: edges to seeds and sources in one step.
 */
export function seeThrough(
  graph: LineageGraph,
  through: (relation: LineageRelation) => boolean,
): LineageGraph {
  const composed = new Map<string, Sources>();
  const relations = graph.relations.map((relation): LineageRelation => {
    const rows = composeSources(relation.rows, composed);
    const columns = relation.columns.map(
      (column): LineageColumn => ({ ...column, ...composeSources(column, composed) }),
    );
    if (through(relation)) {
      composed.set(pointKey(relation.name, null), rows);
      for (const column of columns) composed.set(pointKey(relation.name, column.name), column);
    }
    return { ...relation, columns, rows };
  });
  return { relations };
}

/** `sources` with each edge into a composed point replaced by the edges of that point. */
function composeSources(sources: Sources, composed: ReadonlyMap<string, Sources>): Sources {
  const edges = createEdgeCollector();
  const rowsOf = new Set<string>();
  for (const edge of sources.edges) {
    const further = composed.get(pointKey(edge.relation, edge.column));
    if (further === undefined) edges.add(edge);
    else {
      for (const inner of further.edges) edges.add(composeEdges(edge, inner));
      for (const relation of further.rowsOf) rowsOf.add(relation);
    }
  }
  for (const relation of sources.rowsOf) {
    const further = composed.get(pointKey(relation, null));
    if (further === undefined) rowsOf.add(relation);
    else {
      for (const inner of further.edges) edges.add(inner);
      for (const one of further.rowsOf) rowsOf.add(one);
    }
  }
  return { edges: edges.all(), rowsOf: [...rowsOf] };
}

/** `inner` ends where `outer` begins. An indirect step stays what it is; two direct ones are the stronger; a mask on either is one on both. */
export function composeEdges(outer: Edge, inner: Edge): Edge {
  const masking = outer.masking || inner.masking;
  if (inner.type === 'INDIRECT') return { ...inner, masking };
  const { relation, column } = inner;
  if (outer.type === 'INDIRECT')
    return { relation, column, masking, type: 'INDIRECT', subtype: outer.subtype };
  return { relation, column, masking, type: 'DIRECT', subtype: stronger(outer.subtype, inner.subtype) };
}

function stronger(a: DirectSubtype, b: DirectSubtype): DirectSubtype {
  return directSubtypes[Math.max(directSubtypes.indexOf(a), directSubtypes.indexOf(b))]!;
}

/** Collects edges, each once; one that also comes unmasked is not masked. */
function createEdgeCollector() {
  const byKey = new Map<string, Edge>();
  return {
    add(edge: Edge) {
      const key = `${pointKey(edge.relation, edge.column)}\u0000${edge.subtype}`;
      const known = byKey.get(key);
      if (known === undefined || (known.masking && !edge.masking)) byKey.set(key, edge);
    },
    all: (): readonly Edge[] => [...byKey.values()],
  };
}
