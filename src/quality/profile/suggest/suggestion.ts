import type { AuditValue } from '../../../project/index.ts';
import type { RowsProfile } from '../profile.ts';

/** An audit that would pass now, and why it is worth having. */
export type Suggestion = {
  /** What it rests on, in a sentence without a full stop. */
  readonly reason: string;
  /** Whether a constraint of the source says so, or the data alone. */
  readonly from: 'data' | 'source';
  /** Rows of which it holds: all that stand. */
  readonly rows: number;
  /** In how many of the versions on record it held, of those that can tell; null where none can. */
  readonly versions: { readonly held: number; readonly known: number } | null;
  readonly columns: readonly string[];
} & (
  | { readonly audit: 'not_null' | 'unique' }
  | { readonly audit: 'accepted_values'; readonly values: readonly string[] }
  | { readonly audit: 'accepted_range'; readonly min: AuditValue; readonly max: AuditValue | null }
  | { readonly audit: 'match_regex'; readonly pattern: string }
  | { readonly audit: 'relationships'; readonly to: string; readonly field: string }
  | { readonly audit: 'freshness'; readonly maxAge: string }
);

/** What is known of a model's rows. Everything in it has been checked on all rows, so that what is proposed passes. */
export interface SuggestionFacts {
  readonly profile: RowsProfile;
  /** When it was measured, in milliseconds since 1970. */
  readonly now: number;
  /** Profiles of earlier versions, oldest first, with the moment at which each was measured. */
  readonly past: readonly { readonly at: number; readonly profile: RowsProfile }[];
  /** Lists of columns that name a row, each with what it is known from; null: from the data. */
  readonly keys: readonly { readonly columns: readonly string[]; readonly constraint: string | null }[];
  /** Columns that a source says hold no NULL, and how it says so. */
  readonly notNull: ReadonlyMap<string, string>;
  /** All values of columns of text that have few. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** The one form that all values of a column of text have. */
  readonly patterns: ReadonlyMap<string, string>;
  /** Columns all of whose values stand in a key of another relation, and how many different values do. */
  readonly references: readonly {
    readonly column: string;
    readonly to: string;
    readonly field: string;
    readonly values: number;
  }[];
}
