import type { LegacyKind } from '../estate/legacy-object.ts';
import type { EstatePlace } from '../estate/place.ts';
import type { Understanding } from '../estate/understanding.ts';

export const efforts = ['trivial', 'small', 'medium', 'large', 'manual'] as const;
export type Effort = (typeof efforts)[number];

export const decisions = ['keep', 'merge', 'drop', 'undecided'] as const;
export type DecisionKind = (typeof decisions)[number];

/** One reason for an effort: what was counted, where, and what it adds. */
export interface EffortReason {
  /** `loops`, `statements`, `pivots`, `components`, `dynamic-sql`, `joins`, … */
  readonly measure: string;
  readonly count: number;
  readonly points: number;
  readonly places: readonly EstatePlace[];
}

export interface TriageRow {
  /** Id of the legacy object. */
  readonly object: string;
  readonly kind: LegacyKind;
  readonly owner: string | null;
  /** The layer it would become: raw relations bronze, those that consumers read gold, the rest silver. */
  readonly layer: 'bronze' | 'silver' | 'gold';
  readonly upstream: number;
  readonly downstream: number;
  /** Names of exposures, exports and users that read it, directly or through others. */
  readonly consumers: readonly string[];
  readonly queries: number;
  /** Milliseconds since 1970 in UTC; null: no read seen. */
  readonly lastUse: number | null;
  readonly pii: readonly string[];
  readonly confidence: Understanding;
  readonly effort: Effort;
  readonly points: number;
  readonly reasons: readonly EffortReason[];
  /** From 1, in the order of migration; null: not to migrate. */
  readonly wave: number | null;
  readonly decision: DecisionKind;
  /** Where in the lake it lives by now. */
  readonly model: string | null;
  readonly tests: number;
  readonly parity: 'none' | 'differs' | 'matching' | 'ready';
  readonly place: EstatePlace;
}
