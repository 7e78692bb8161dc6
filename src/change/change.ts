import type { Span } from '../text/index.ts';

/**
 * `unchanged` and what follows are ordered by how much they touch: only `metadata` and `additive` are non-breaking changes; `unknown` could
 * not be judged and is treated as breaking.
 */
export type Verdict = 'unchanged' | 'metadata' | 'additive' | 'breaking' | 'unknown';

/** Why a verdict is what it is: a rule's stable id, one sentence, and the places. */
export interface Reason {
  readonly rule: string;
  readonly message: string;
  readonly columns: readonly string[];
  readonly old: Span | null;
  readonly new: Span | null;
}

export interface ChangeScope {
  /** Whether the set of rows changed; then columns are not comparable. */
  readonly rows: boolean;
  readonly columns: {
    readonly changed: readonly string[];
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly renamed: readonly { readonly from: string; readonly to: string }[];
    readonly retyped: readonly string[];
  };
}

export interface Change {
  readonly verdict: Verdict;
  readonly scope: ChangeScope;
  readonly reasons: readonly Reason[];
}

export const emptyScope: ChangeScope = {
  rows: false,
  columns: { changed: [], added: [], removed: [], renamed: [], retyped: [] },
};
