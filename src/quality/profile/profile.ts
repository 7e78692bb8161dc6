/** The parts below which 5, 25, 50, 75 and 95 of 100 values lie. */
export const quantileParts = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** How many of its most frequent values a column's profile lists at most. */
export const topValues = 10;

/** Longer texts are cut, and end with `…`. */
export const longestValue = 64;

/** Up to so many rows all of them are looked at; of more a sample of about so many. */
export const sampleRows = 100_000;

/** A value that stands in several rows. */
export interface TopValue {
  /** As the engine writes it. */
  readonly value: string;
  /** Rows that have it; where the profile is of a sample, what that makes of all rows. */
  readonly rows: number;
}

/** What a column's values are like. */
export interface ColumnProfile {
  readonly name: string;
  /** In the engine's words, as the column is stored. */
  readonly type: string;
  /** What kind of personal data it is; null: none. Where it is any, there are counts only. */
  readonly pii: string | null;
  readonly nulls: number;
  /** Different values, NULL aside. */
  readonly distinct: number;
  /** Whether every row was counted for it; else it is an estimate. */
  readonly distinctExact: boolean;
  /** As the engine writes them; null where there are none, and for types without an order. */
  readonly min: string | null;
  readonly max: string | null;
  /** Of numbers only. */
  readonly mean: number | null;
  /** Of numbers only: see `quantileParts`. */
  readonly quantiles: readonly number[] | null;
  /** Of texts only, in characters. */
  readonly lengths: { readonly min: number; readonly mean: number; readonly max: number } | null;
  /** Values that stand in more than one row, the most frequent first. */
  readonly top: readonly TopValue[];
}

/** What the rows of a table, or of a part of it, are like. */
export interface RowsProfile {
  readonly rows: number;
  /** Of how many rows distinct values, means, quantiles, lengths and top values are; null: of all. Rows and NULLs are always counted, and bounds those of all rows. */
  readonly sampled: number | null;
  readonly columns: readonly ColumnProfile[];
}

/** A column that is to be profiled. */
export interface ProfiledColumn {
  readonly name: string;
  readonly type: string;
  readonly pii: string | null;
}

/** What is known of all rows where only a sample of them is looked at. */
export interface KnownTotals {
  readonly rows: number;
  /** By lower-case name. A bound that is left out is taken from the sample. */
  readonly columns: ReadonlyMap<
    string,
    { readonly nulls: number; readonly min?: string | null; readonly max?: string | null }
  >;
}
