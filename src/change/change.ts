import type { Span } from '../text/index.ts';

/**
 * `unchanged` and what follows are ordered by how much they touch: only `metadata` and `additive` are non-breaking changes; `unknown` could
 * not be judged and is treated as breaking.
 */
export const verdicts = ['unchanged', 'metadata', 'additive', 'breaking', 'unknown'] as const;
export type Verdict = (typeof verdicts)[number];

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

/**
 * What the change asks of the model's own table. `none`: it stands as it is defined. `definition`: schema, properties or audits only. `build`: its rows, or how they are
 * laid out in files. `forward`: it holds for rows that are computed from now on, those that stand stay.
 */
export type Effect = 'none' | 'definition' | 'forward' | 'build';

export interface Change {
  readonly verdict: Verdict;
  /** Whether the model itself was edited, not only what it reads. */
  readonly direct: boolean;
  readonly scope: ChangeScope;
  readonly reasons: readonly Reason[];
  readonly effect: Effect;
}

export const emptyScope: ChangeScope = {
  rows: false,
  columns: { changed: [], added: [], removed: [], renamed: [], retyped: [] },
};

export const noChange: Change = {
  verdict: 'unchanged',
  direct: false,
  scope: emptyScope,
  reasons: [],
  effect: 'none',
};
