import type { Term } from './term.ts';
import type { TermTable } from './term-table.ts';

/**
 * Joins, filters, windows and projections, flattened: every combination of a row of each leaf for which all conditions hold, and columns computed from it.
 * The order of leaves and conditions has no meaning.
 */
export interface Block {
  readonly leaves: readonly Leaf[];
  readonly conditions: readonly Term[];
  readonly columns: readonly Term[];
  /** The order in which the rows come, where something right above may look at it (LIMIT). */
  readonly order?: readonly OrderKey[];
}

export interface OrderKey {
  readonly term: Term;
  /** Direction and place of NULLs. */
  readonly how: string;
}

/** Rows that are not looked into. */
export interface Leaf {
  readonly number: number;
  /** What decides which rows there are, and how often. Closed. */
  readonly rows: Term;
  /** Whether the same input always gives the same rows. */
  readonly stable: boolean;
  readonly keys: readonly Key[];
  /** Null: each combination takes one row of this leaf. Else the leaf is joined to what the other leaves give, and its row may be missing. */
  readonly optional: OptionalRow | null;
  /** The arms, where the leaf is a UNION ALL. */
  readonly arms: readonly Arm[] | null;
  /** What the leaf groups, where it is a DISTINCT. */
  readonly distinct: DistinctRows | null;
}

/** The rows under a DISTINCT, and what each closed value of the leaf is over them. */
export interface DistinctRows {
  readonly from: Block;
  readonly values: ReadonlyMap<Term, Term>;
}

/** No two rows of a leaf agree in all of these closed values; with `nullsRepeat`, where none of them is NULL. */
export interface Key {
  readonly values: readonly Term[];
  readonly nullsRepeat: boolean;
}

/** `on`: for which of the leaf's rows there is a combination; one without any has one in which they are missing. `once`: there is never more than one. */
export interface OptionalRow {
  readonly on: readonly Term[];
  readonly once: boolean;
}

/** One input of a UNION ALL: its rows, and its closed columns in order. */
export interface Arm {
  readonly rows: Term;
  readonly stable: boolean;
  readonly columns: readonly Term[];
}

export interface LeafParts {
  readonly rows: Term;
  readonly stable: boolean;
  readonly columns: readonly Term[];
  readonly keys?: readonly Key[];
  readonly arms?: readonly Arm[];
  readonly distinct?: DistinctRows;
}

/** A block of one leaf with these closed columns. */
export function leafBlock(number: number, parts: LeafParts, terms: TermTable): Block {
  const { rows, stable, columns, keys = [], arms = null, distinct = null } = parts;
  return {
    leaves: [{ number, rows, stable, keys, optional: null, arms, distinct }],
    conditions: [],
    columns: columns.map((column) => terms.column(number, column)),
  };
}

/** Whether the leaf takes part in what tells combinations apart: a row that is looked up, once at most, does not. */
export function counts(leaf: Leaf): boolean {
  return leaf.optional === null || !leaf.optional.once;
}
