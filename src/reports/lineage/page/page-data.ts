import {
  deadRelations,
  type Edge,
  indexLineage,
  type LineageGraph,
  pointKey,
  type Sources,
  unreadEnds,
} from '../../../lineage/index.ts';
import type { Coverage, Gap } from '../coverage.ts';

/**
 * What the page is given, as small as it can be: relations hold columns by place, and everything else names a point by its number. Column c of
 * relation r is point `first[r] + c`, where `first` counts the columns before it; the rows of relation r are point `columns + r`.
 */
export interface PageData {
  readonly title: string;
  readonly subtypes: readonly string[];
  readonly relations: readonly PageRelation[];
  /** Triples: from point, to point, number of the subtype (+ 16 where masked, 15: by the set of rows). */
  readonly edges: readonly number[];
  /** Relations (by number) in which a way ends: nothing reads them, or they are exposures. */
  readonly ends: readonly number[];
  readonly dead: readonly string[];
  /** Models and consumers that were not parsed or bound. */
  readonly notRead: readonly Gap[];
  /** What is not known inside of those that were read, in words. */
  readonly partlyRead: readonly string[];
}

interface PageRelation {
  readonly n: string;
  readonly t: string;
  readonly l: string;
  readonly k: string;
  readonly o: string;
  readonly g: readonly string[];
  /** The file that its columns are defined in. */
  readonly f: string;
  readonly c: readonly PageColumn[];
}

/** Name, type, kind of personal data, then the text of the defining expression and its line. */
type PageColumn = readonly [name: string, type: string, pii: string, expression?: string, line?: number];

const subtypes = [
  'IDENTITY',
  'TRANSFORMATION',
  'AGGREGATION',
  'JOIN',
  'FILTER',
  'GROUP_BY',
  'SORT',
  'WINDOW',
  'CONDITIONAL',
];
const rowsSubtype = 15;
const maskedBit = 16;

/** `textOf`: the text of a file of the project, for the expressions; null: not at hand. */
export function pageData(
  title: string,
  graph: LineageGraph,
  coverage: Coverage,
  textOf: (file: string) => string | null,
): PageData {
  const points = pointNumbers(graph);
  const index = indexLineage(graph);
  const ends = unreadEnds(graph, index);
  return {
    title,
    subtypes,
    relations: graph.relations.map((relation) => ({
      n: relation.name,
      t: relation.type,
      l: relation.layer ?? `${relation.type}s`,
      k: relation.kind ?? '',
      o: relation.owner ?? '',
      g: relation.tags,
      f: relation.columns.find((column) => column.expression !== null)?.expression?.file ?? '',
      c: relation.columns.map((column): PageColumn => {
        const place = column.expression;
        if (place === null) return [column.name, column.type, column.pii ?? ''];
        const text = textOf(place.file)?.slice(place.start, place.end) ?? '';
        return [column.name, column.type, column.pii ?? '', text, place.line];
      }),
    })),
    edges: edgesOf(graph, points),
    ends: graph.relations.flatMap((relation, number) => (ends.has(relation.name) ? [number] : [])),
    dead: deadRelations(graph, index, ends),
    notRead: coverage.notRead,
    partlyRead: coverage.partlyRead,
  };
}

function pointNumbers(graph: LineageGraph): ReadonlyMap<string, number> {
  const points = new Map<string, number>();
  for (const relation of graph.relations) {
    for (const column of relation.columns) points.set(pointKey(relation.name, column.name), points.size);
  }
  for (const relation of graph.relations) points.set(pointKey(relation.name, null), points.size);
  return points;
}

function edgesOf(graph: LineageGraph, points: ReadonlyMap<string, number>): readonly number[] {
  const edges: number[] = [];
  const add = (from: number | undefined, to: number, subtype: number) => {
    if (from !== undefined) edges.push(from, to, subtype);
  };
  const addAll = (to: number, sources: Sources) => {
    for (const edge of sources.edges)
      add(points.get(pointKey(edge.relation, edge.column)), to, subtypeOf(edge));
    for (const relation of sources.rowsOf) add(points.get(pointKey(relation, null)), to, rowsSubtype);
  };
  for (const relation of graph.relations) {
    for (const column of relation.columns) addAll(points.get(pointKey(relation.name, column.name))!, column);
    addAll(points.get(pointKey(relation.name, null))!, relation.rows);
  }
  return edges;
}

function subtypeOf(edge: Edge): number {
  return subtypes.indexOf(edge.subtype) + (edge.masking ? maskedBit : 0);
}
