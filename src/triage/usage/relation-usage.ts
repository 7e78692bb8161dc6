import type { Understanding } from '../estate/understanding.ts';

/** Who read one column; column null: the relation, whichever columns of it, each query once; column `*`: queries of which it is not known which columns they read. One per relation, column and user. */
export interface ColumnReads {
  readonly relation: string;
  readonly column: string | null;
  readonly user: string;
  readonly queries: number;
  /** Milliseconds since 1970 in UTC. */
  readonly firstRead: number;
  readonly lastRead: number;
  /** Of the least understood query that reads it. */
  readonly understanding: Understanding;
  /** Lines of logs to look at, at most five. */
  readonly places?: readonly { readonly file: string; readonly line: number }[];
}

/** What stands beside every word "unused": what the logs could have shown. */
export interface UsageWindow {
  readonly from: number;
  readonly to: number;
  readonly queries: number;
  /** Left out: our own builds and known robots. */
  readonly robots: number;
  /** Queries whose columns are known (`bound`), whose tables are known (`parsed`, `scanned`), and of which nothing is known (`opaque`). */
  readonly understood: Readonly<Record<Understanding, number>>;
  /** What these logs cannot show, in sentences: files read outside of the database, logs with gaps, sampled logs. */
  readonly blindSpots: readonly string[];
}

export interface UsageSummary {
  readonly window: UsageWindow;
  readonly reads: readonly ColumnReads[];
}
