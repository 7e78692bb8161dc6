import { type LineageIndex, type LineageStep, upstreamOf } from './reach.ts';
import { type LineageGraph, type LineagePoint, type LineageRelation, pointKey } from './relation.ts';

/** What becomes of one column of a source, a seed or a model. */
export interface ColumnUsage {
  readonly relation: string;
  readonly relationType: LineageRelation['type'];
  readonly column: string;
  readonly type: string;
  readonly pii: string | null;
  /** Whether anything reads it at all. */
  readonly read: boolean;
  /** Ends that its values arrive in, by name. */
  readonly values: readonly string[];
  /** Ends that it decides something of, without its values arriving there. */
  readonly decides: readonly string[];
  /** Steps to the nearest end; null: it reaches none. */
  readonly hops: number | null;
}

/** What a migration can leave behind. */
export interface Usage {
  /** Each column of each relation that is no end. */
  readonly columns: readonly ColumnUsage[];
  /** Relations no part of which reaches an end: all of them could be dropped together. */
  readonly deadRelations: readonly string[];
}

/** An exposure is an end, and so is a model that nothing reads. */
export function unreadEnds(graph: LineageGraph, index: LineageIndex): ReadonlySet<string> {
  const ends = new Set<string>();
  for (const relation of graph.relations) {
    const points = [null, ...relation.columns.map((column) => column.name)];
    const read = points.some((column) => (index.down.get(pointKey(relation.name, column)) ?? []).length > 0);
    if (relation.type === 'exposure' || (relation.type === 'model' && !read)) ends.add(relation.name);
  }
  return ends;
}

/** Which columns arrive at `ends` (names of relations), and which feed nothing. One pass from the last relation to the first. */
export function usageOf(graph: LineageGraph, index: LineageIndex, ends: ReadonlySet<string>): Usage {
  const finals = new Map([...ends].map((name) => [pointKey(name, null), name]));
  const names = [...finals.values()].sort();
  const numbers = new Map([...finals].map(([key, name]) => [key, names.indexOf(name)]));
  const arrivals = new Map<string, Arrival>();
  for (const relation of [...graph.relations].reverse()) {
    for (const column of [null, ...relation.columns.map((one) => one.name)]) {
      const key = pointKey(relation.name, column);
      arrivals.set(key, arrivalFrom(index.down.get(key) ?? [], numbers, arrivals));
    }
  }
  const columns = graph.relations
    .filter((relation) => !finals.has(pointKey(relation.name, null)))
    .flatMap((relation) =>
      relation.columns.map((column): ColumnUsage => {
        const key = pointKey(relation.name, column.name);
        const { values, all, hops } = arrivals.get(key) ?? nowhere;
        return {
          relation: relation.name,
          relationType: relation.type,
          column: column.name,
          type: column.type,
          pii: column.pii,
          read: (index.down.get(key) ?? []).length > 0,
          values: chosen(names, values),
          decides: chosen(names, all & ~values),
          hops,
        };
      }),
    );
  return { columns, deadRelations: deadRelations(graph, index, ends) };
}

/** Where a point arrives: ends as bits, in the order of their names. */
interface Arrival {
  readonly values: bigint;
  readonly all: bigint;
  readonly hops: number | null;
}

const nowhere: Arrival = { values: 0n, all: 0n, hops: null };

/** From the arrivals of all that reads the point: these are further down, and known already. */
function arrivalFrom(
  steps: readonly LineageStep[],
  ends: ReadonlyMap<string, number>,
  arrivals: ReadonlyMap<string, Arrival>,
): Arrival {
  let values = 0n;
  let all = 0n;
  let hops: number | null = null;
  for (const step of steps) {
    const end = ends.get(pointKey(step.relation, null));
    const here = end === undefined ? 0n : 1n << BigInt(end);
    const further = arrivals.get(pointKey(step.relation, step.column)) ?? nowhere;
    all |= here | further.all;
    if (step.direct) values |= here | further.values;
    const distance = end !== undefined ? 1 : further.hops === null ? null : further.hops + 1;
    if (distance !== null) hops = Math.min(hops ?? distance, distance);
  }
  return { values, all, hops };
}

function chosen(names: readonly string[], bits: bigint): readonly string[] {
  return bits === 0n ? [] : names.filter((_, index) => (bits >> BigInt(index)) & 1n);
}

/** Relations no part of which is upstream of an end. */
export function deadRelations(
  graph: LineageGraph,
  index: LineageIndex,
  ends: ReadonlySet<string>,
): readonly string[] {
  const finals = new Set([...ends].map((name) => pointKey(name, null)));
  const starts: LineagePoint[] = graph.relations
    .filter((relation) => finals.has(pointKey(relation.name, null)))
    .flatMap((relation) =>
      [null, ...relation.columns.map((column) => column.name)].map((column) => ({
        relation: relation.name,
        column,
      })),
    );
  const alive = new Set(
    [...starts, ...upstreamOf(index, starts)].map((point) => pointKey(point.relation, null)),
  );
  return graph.relations.map((relation) => relation.name).filter((name) => !alive.has(pointKey(name, null)));
}
