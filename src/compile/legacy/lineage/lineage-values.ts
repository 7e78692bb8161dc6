import type { LineageGraph } from '../../../lineage/index.ts';
import type { Understanding } from '../../../triage/index.ts';
import type { BindOutcome } from '../bind-queries.ts';

/** How one relation of an estate is made, and how well that is known. */
export interface LegacyStep {
  readonly understanding: Understanding;
  /** Why it is no better, for people. */
  readonly reasons: readonly string[];
}

/** Where the columns of an estate come from. */
export interface LegacyLineage {
  /** Tables, views, and what scripts and exports write. Relations are named by their ids. */
  readonly graph: LineageGraph;
  /** By id, of all that has sources. What has none is a leaf and certain. */
  readonly steps: ReadonlyMap<string, LegacyStep>;
  /** By id of the object, how well it is understood now: `bound` where all its queries were bound. */
  readonly understanding: ReadonlyMap<string, Understanding>;
}

export function stepOf(outcome: BindOutcome): LegacyStep {
  if (outcome.kind === 'bound') return { understanding: 'bound', reasons: [] };
  return {
    understanding: 'parsed',
    reasons: [
      ...outcome.reasons.map((each) => each.summary),
      ...(outcome.problem === null ? [] : [outcome.problem]),
    ],
  };
}
