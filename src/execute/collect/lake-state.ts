import { type Collected, type Intent, type ManifestRecord, tablesFolder } from '../../environment/index.ts';
import type { Lake } from '../lake.ts';
import { listAllEnvironments, readAllRecords, readHead } from '../read-environment.ts';
import { readCollected } from './read-collected.ts';

/** What is on record of an environment, dropped ones included. */
export interface EnvironmentState {
  readonly name: string;
  /** The number of the newest version, decided or not. */
  readonly head: number;
  /** The newest version while it is undecided. */
  readonly open: Intent | null;
  /** All decided versions, oldest first, those from before a drop included. */
  readonly records: readonly ManifestRecord[];
  readonly collected: Collected | null;
}

/** Reads all environments of a lake. Rejects where one cannot be read: nothing may be cleaned up on half of the truth. */
export async function readLakeState(lake: Lake): Promise<Map<string, EnvironmentState>> {
  const states = new Map<string, EnvironmentState>();
  for (const name of await listAllEnvironments(lake)) {
    const collected = await readCollected(lake, name);
    const head = await readHead(lake, name);
    if (head.kind === 'none') continue;
    const records = [...(await readAllRecords(lake, name))].reverse();
    const open = head.kind === 'open' ? head.intent : null;
    states.set(name, { name, head: head.intent.version, open, records, collected });
  }
  return states;
}

/** The versions since the environment was last dropped; none where it stands dropped. */
export function presentRecords({ records }: EnvironmentState): readonly ManifestRecord[] {
  return records.slice(records.findLastIndex((record) => record.ended) + 1);
}

/** The newest committed version of an environment that stands; null where there is none. */
export function standingRecord(state: EnvironmentState): ManifestRecord | null {
  return presentRecords(state).findLast((record) => record.status === 'committed') ?? null;
}

/** The folder that the environment's tables have now; null where it is dropped. */
export function presentFolder(state: EnvironmentState): string | null {
  const incarnation = presentRecords(state).at(-1)?.incarnation ?? state.open?.incarnation ?? null;
  return incarnation === null ? null : tablesFolder(state.name, incarnation);
}
