import type { Sources } from '../edge.ts';
import { type LineageGraph, type LineagePoint, pointKey } from './relation.ts';

/** A point that was reached from another, going one way. */
export interface ReachedPoint extends LineagePoint {
  /** Steps on the shortest way. */
  readonly distance: number;
  /** True where some way has DIRECT steps only: values flow, not only decisions. */
  readonly direct: boolean;
}

/** One edge seen from one of its ends: where it leads, and whether values flow along it. */
export type LineageStep = LineagePoint & { readonly direct: boolean };

/** The steps from each point, both ways. Made once for a graph, then asked often. */
export interface LineageIndex {
  readonly up: ReadonlyMap<string, readonly LineageStep[]>;
  readonly down: ReadonlyMap<string, readonly LineageStep[]>;
}

export function indexLineage(graph: LineageGraph): LineageIndex {
  const up = new Map<string, LineageStep[]>();
  const down = new Map<string, LineageStep[]>();
  const connect = (to: LineagePoint, sources: Sources) => {
    const key = pointKey(to.relation, to.column);
    const above: LineageStep[] = [
      ...sources.edges.map(({ relation, column, type }) => ({ relation, column, direct: type === 'DIRECT' })),
      ...sources.rowsOf.map((relation) => ({ relation, column: null, direct: false })),
    ];
    up.set(key, above);
    for (const from of above) {
      const below = pointKey(from.relation, from.column);
      const known = down.get(below);
      const step = { relation: to.relation, column: to.column, direct: from.direct };
      if (known === undefined) down.set(below, [step]);
      else known.push(step);
    }
  };
  for (const relation of graph.relations) {
    connect({ relation: relation.name, column: null }, relation.rows);
    for (const column of relation.columns) connect({ relation: relation.name, column: column.name }, column);
  }
  return { up, down };
}

/** Everything that `starts` come from, nearest first; the starts themselves are left out. */
export function upstreamOf(index: LineageIndex, starts: readonly LineagePoint[]): readonly ReachedPoint[] {
  return reach(index.up, starts);
}

/** Everything that `starts` have a part in, nearest first. Where the rows of a relation are reached, so is whatever depends on its set of rows. */
export function downstreamOf(index: LineageIndex, starts: readonly LineagePoint[]): readonly ReachedPoint[] {
  return reach(index.down, starts);
}

/** Breadth first; a point is visited again only when it is found to be reached directly after all. */
function reach(
  steps: ReadonlyMap<string, readonly LineageStep[]>,
  starts: readonly LineagePoint[],
): readonly ReachedPoint[] {
  const found = new Map<string, ReachedPoint>();
  const startKeys = new Set(starts.map((start) => pointKey(start.relation, start.column)));
  let level: readonly ReachedPoint[] = starts.map((start) => ({ ...start, distance: 0, direct: true }));
  while (level.length > 0) {
    const next: ReachedPoint[] = [];
    for (const at of level) {
      for (const step of steps.get(pointKey(at.relation, at.column)) ?? []) {
        const key = pointKey(step.relation, step.column);
        const direct = at.direct && step.direct;
        const known = found.get(key);
        if (known !== undefined && (known.direct || !direct)) continue;
        const point: ReachedPoint = {
          relation: step.relation,
          column: step.column,
          distance: known?.distance ?? at.distance + 1,
          direct,
        };
        found.set(key, point);
        next.push({ ...point, distance: at.distance + 1 });
      }
    }
    level = next;
  }
  return [...found].filter(([key]) => !startKeys.has(key)).map(([, point]) => point);
}
