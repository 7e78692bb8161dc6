import type { LegacyKind } from '../estate/legacy-object.ts';
import type { EstatePlace } from '../estate/place.ts';
import type { Understanding } from '../estate/understanding.ts';

export const efforts = ['trivial', 'small', 'medium', 'large', 'manual'] as const;
export type Effort = (typeof efforts)[number];

export const decisions = ['keep', 'merge', 'drop', 'undecided'] as const;
export type DecisionKind = (typeof decisions)[number];

/**
 * Whether anybody needs an object. `read`: a query of the logs reads it. `declared`: an exposure or export of the project reads it, or what has come in its place. `reached`: something that reads it is read, exported
 * or declared. `not_seen`: none of these, in the window of the logs. `unknown`: no log was imported.
 */
export const uses = ['read', 'declared', 'reached', 'not_seen', 'unknown'] as const;
export type Use = (typeof uses)[number];

export const parityStates = ['none', 'differs', 'matching', 'ready'] as const;
export type ParityState = (typeof parityStates)[number];

/** One reason for an effort: what was counted, where, and what it adds. */
export interface EffortReason {
  /** `loops`, `statements`, `pivots`, `components`, `dynamic-sql`, `joins`, … */
  readonly measure: string;
  readonly count: number;
  readonly points: number;
  readonly places: readonly EstatePlace[];
}

/** Who read an object, by the logs. */
export interface Reader {
  readonly user: string;
  /** A query that reads several columns counts once. */
  readonly queries: number;
  /** Milliseconds since 1970 in UTC. */
  readonly lastRead: number;
  /** Lines of logs to look at, some of them. */
  readonly places: readonly { readonly file: string; readonly line: number }[];
}

export interface TriageRow {
  /** Id of the legacy object. */
  readonly object: string;
  readonly kind: LegacyKind;
  readonly owner: string | null;
  /** The layer it would become: raw relations bronze, those that consumers read gold, the rest silver. */
  readonly layer: 'bronze' | 'silver' | 'gold';
  /** Ids of what it reads and of what writes it, in one step. */
  readonly reads: readonly string[];
  /** Ids of what reads it and of what it writes, in one step. */
  readonly readBy: readonly string[];
  /** How many objects lie before it, in any number of steps. */
  readonly upstream: number;
  readonly downstream: number;
  /** Names of exposures, exports and users that read it, directly or through others. */
  readonly consumers: readonly string[];
  /** Of these the exposures and exports that are declared to read it itself, or what has come in its place; sorted. */
  readonly declared: readonly string[];
  readonly use: Use;
  readonly queries: number;
  readonly readers: readonly Reader[];
  /** Milliseconds since 1970 in UTC, of a direct read; null: none seen. */
  readonly lastUse: number | null;
  /** Kinds of personal data that it may hold. */
  readonly pii: readonly string[];
  readonly confidence: Understanding;
  readonly effort: Effort;
  readonly points: number;
  readonly reasons: readonly EffortReason[];
  /** From 1, in the order of migration; null: not to migrate. */
  readonly wave: number | null;
  readonly decision: DecisionKind;
  readonly decidedOn: string | null;
  readonly reason: string | null;
  /** Of `merge`: the object that it goes into. */
  readonly into: string | null;
  /** Where in the lake it lives by now. */
  readonly model: string | null;
  readonly tests: number;
  readonly parity: ParityState;
  readonly place: EstatePlace;
}
