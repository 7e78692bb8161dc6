import type { ManifestRecord } from '../../environment/index.ts';
import { type EnvironmentState, presentRecords } from './lake-state.ts';

export interface RetentionPolicy {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** For how long a version stays after another one took its place, in milliseconds. */
  readonly retention: number;
  /** What is younger is left alone, whatever it is, in milliseconds: somebody may be about to use it. */
  readonly grace: number;
  /** The name of the project whose environments are cleaned up; those of others keep all they have. null: all. */
  readonly project: string | null;
}

/**
 * The versions that stay, by environment: those that stood within the retention, the newest ones always, and those that a version which stays, or one that is under way, reads from.
 */
export function retainedVersions(
  states: ReadonlyMap<string, EnvironmentState>,
  policy: RetentionPolicy,
): Map<string, Set<number>> {
  const retained = new Map<string, Set<number>>();
  for (const [name, state] of states)
    retained.set(name, new Set(ownRetained(state, policy).map((record) => record.version)));
  for (;;) {
    let grown = false;
    for (const { environment, version } of pinsOf(states, retained)) {
      const versions = retained.get(environment);
      if (versions === undefined || versions.has(version)) continue;
      versions.add(version);
      grown = true;
    }
    if (!grown) return retained;
  }
}

function ownRetained(state: EnvironmentState, policy: RetentionPolicy): readonly ManifestRecord[] {
  const records = presentRecords(state);
  const ended = state.records.findLast((record) => record.ended);
  const present = ended === undefined ? records : [ended, ...records];
  if (policy.project !== null && present.at(-1)?.project.name !== policy.project) return present;
  const cutoff = policy.now - Math.max(policy.retention, policy.grace);
  const committed = records.filter((record) => record.status === 'committed');
  const kept = present.filter((record) => {
    if (record.version === state.head) return true;
    if (record.status === 'aborted') return Date.parse(record.committedAt) > cutoff;
    const next = committed.find((each) => each.version > record.version);
    // The end of a dropped environment is told until another one of its name stands.
    return next === undefined || (!record.ended && Date.parse(next.committedAt) > cutoff);
  });
  return kept;
}

/** The versions of environments that others read from. */
function* pinsOf(
  states: ReadonlyMap<string, EnvironmentState>,
  retained: ReadonlyMap<string, ReadonlySet<number>>,
): Iterable<{ environment: string; version: number }> {
  for (const [name, state] of states) {
    for (const record of state.records)
      if (record.base !== null && retained.get(name)!.has(record.version)) yield record.base;
    if (state.open === null) continue;
    if (state.open.base !== null) yield state.open.base;
    if (state.open.parent !== null) yield { environment: name, version: state.open.parent };
  }
}

/** When the next version of an environment leaves, in milliseconds since 1970; null where none will before another one is made. */
export function nextToLeave(state: EnvironmentState, policy: RetentionPolicy): number | null {
  const committed = presentRecords(state).filter((record) => record.status === 'committed');
  const span = Math.max(policy.retention, policy.grace);
  const ends = committed.slice(1).map((record) => Date.parse(record.committedAt) + span);
  return ends.find((end) => end > policy.now) ?? null;
}
