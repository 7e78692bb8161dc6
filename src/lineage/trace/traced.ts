import { type EdgeSet, noEdges, union } from './edge-set.ts';

/** One column of an operator's output. */
export interface TracedColumn {
  readonly edges: EdgeSet;
  /**
   * Set where the column is nothing but a parameter of a dependent join: the engine carries it along to join the inner side back, by grouping,
   * partitioning and comparing by it. The user wrote none of these, so they make no edges.
   */
  readonly parameter: Parameter | null;
  /** A list that has the same number of elements in every row, whatever they are. */
  readonly fixedLength: boolean;
  /** Set where the column is a struct whose fields were put together further down in the same query. */
  readonly fields: TracedFields | null;
}

/** What the fields of a struct come from, by lower-case name: the engine compares these without case. */
export type TracedFields = ReadonlyMap<string, TracedField>;

export interface TracedField {
  readonly edges: EdgeSet;
  readonly fields: TracedFields | null;
}

/** Parameter number `index` of dependent join number `scope`. */
export interface Parameter {
  readonly scope: number;
  readonly index: number;
}

/** What is known of an operator's output. */
export interface Traced {
  readonly columns: readonly TracedColumn[];
  /** What decides which rows there are. */
  readonly rows: EdgeSet;
  /** What decides their order, where an ORDER BY below still holds. */
  readonly order: EdgeSet;
  /** What else arranges them, though nobody asked for it: a window function leaves them sorted. Matters to what takes rows as they come. */
  readonly arrangement: EdgeSet;
}

/** What decides which row comes first. */
export function comesFirst(rows: Traced): EdgeSet {
  return union([rows.order, rows.arrangement]);
}

export const noSource: TracedColumn = {
  edges: noEdges,
  parameter: null,
  fixedLength: true,
  fields: null,
};

export function computed(edges: EdgeSet): TracedColumn {
  return edges.length === 0 ? noSource : { edges, parameter: null, fixedLength: false, fields: null };
}

export function sameParameter(a: Parameter | null, b: Parameter | null): boolean {
  return a !== null && b !== null && a.scope === b.scope && a.index === b.index;
}

/** Rows in no particular order. */
export function unordered(columns: readonly TracedColumn[], rows: EdgeSet): Traced {
  return { columns, rows, order: noEdges, arrangement: noEdges };
}
