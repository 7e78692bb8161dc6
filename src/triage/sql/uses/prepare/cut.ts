import type { Token } from '../../text/tokenize.ts';

/** Replaces the tokens `first` to `end` (excluded) by `by`. */
export type Cut = (first: number, end: number, by?: string) => void;

/** A text that another server runs within a statement of this one. */
export interface RemoteText {
  /** The linked server; null: it is known by a connection string alone. */
  readonly server: string | null;
  readonly sql: string;
  /** Stands where a table is written: `INSERT OPENQUERY(…)`. */
  readonly isTarget: boolean;
}

/** Cuts what a dialect has of its own at token `i` of the statement `from` to `to`; the place of the last token that was dealt with, `i` where the others' rules shall look at it. */
export type PrepareDialect = (
  text: string,
  tokens: readonly Token[],
  from: number,
  i: number,
  to: number,
  cut: Cut,
  remote: RemoteText[],
) => number;
