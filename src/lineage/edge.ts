/**
 * How a column takes part in a result, in OpenLineage's words. DIRECT: its values become the result's. INDIRECT: it decides which values or rows
 * there are, without becoming one.
 */
export const directSubtypes = ['IDENTITY', 'TRANSFORMATION', 'AGGREGATION'] as const;
export const indirectSubtypes = ['JOIN', 'FILTER', 'GROUP_BY', 'SORT', 'WINDOW', 'CONDITIONAL'] as const;

export type DirectSubtype = (typeof directSubtypes)[number];
export type IndirectSubtype = (typeof indirectSubtypes)[number];

export interface ColumnName {
  readonly relation: string;
  readonly column: string;
}

/** `masking`: on every way from the source to the result stands an anonymiser. */
export type Edge = ColumnName & { readonly masking: boolean } & (
    | { readonly type: 'DIRECT'; readonly subtype: DirectSubtype }
    | { readonly type: 'INDIRECT'; readonly subtype: IndirectSubtype }
  );

/** What a value or a set of rows depends on. */
export interface Sources {
  readonly edges: readonly Edge[];
  /** Relations whose set of rows matters, whatever decides that: `count(*)` reads no column, but changes with them. */
  readonly rowsOf: readonly string[];
}

export interface ColumnLineage extends Sources {
  readonly name: string;
}

/**
 * Where the columns of one relation come from. What decides which rows there are stands once, under `rows`; a column's own sources hold for
 * a given set of rows (but for values computed over all rows, which name what decided those).
 */
export interface RelationLineage {
  readonly columns: readonly ColumnLineage[];
  readonly rows: Sources;
}
