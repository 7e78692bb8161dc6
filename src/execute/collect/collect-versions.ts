import {
  type Collected,
  canonicalJson,
  collectedFile,
  currentFormat,
  isCollected,
} from '../../environment/index.ts';
import { type Lake, lakePath, momentOf } from '../lake.ts';
import type { LakeRoots } from './lake-roots.ts';
import { type EnvironmentState, presentRecords } from './lake-state.ts';
import type { LakeFile, Ledger } from './ledger.ts';
import { readCollected } from './read-collected.ts';
import { type RetentionPolicy, retainedVersions } from './retained-versions.ts';
import { isLeftOver, type Survey } from './survey.ts';

/**
 * Says of every environment which versions are about to go, before any goes: from then on nobody begins to read from one of them. Whoever began just before is seen in the intents that are read
 * afterwards.
 */
export async function announceVersions(
  lake: Lake,
  states: ReadonlyMap<string, EnvironmentState>,
  policy: RetentionPolicy,
): Promise<void> {
  const retained = retainedVersions(states, policy);
  for (const state of states.values()) {
    const note = nextNote(state, retained.get(state.name)!, policy.now);
    // Where another process has just put a note of its own, that one holds; this one's versions go next time.
    if (note !== null)
      await lake.files.putIfAbsent(
        lakePath(lake, collectedFile(state.name, note.number)),
        canonicalJson(note),
      );
  }
}

/** The note that follows from what is to stay; null where it says nothing new. What one note gave up no later one takes back. */
export function nextNote(
  state: EnvironmentState,
  retained: ReadonlySet<number>,
  now: number,
): Collected | null {
  const { collected: last } = state;
  const since = presentRecords(state);
  const present = since.length > 0 ? since : state.records.slice(-1);
  const first = present.find((record) => retained.has(record.version))?.version ?? state.head;
  const below = Math.max(first, last?.below ?? 1);
  const stays = (version: number) => retained.has(version) && !isCollected(last, version);
  const kept = state.records.map((record) => record.version).filter((each) => each < below && stays(each));
  const goes = state.records.some(
    ({ version }) => version < below && !kept.includes(version) && !isCollected(last, version),
  );
  if (!goes) return null;
  return {
    formatVersion: currentFormat,
    environment: state.name,
    number: (last?.number ?? 0) + 1,
    below,
    kept,
    at: momentOf(now),
  };
}

/** The versions that stay: all that are not given up, and of those given up the ones that somebody reads from all the same. */
export function keptVersions(
  states: ReadonlyMap<string, EnvironmentState>,
  policy: RetentionPolicy,
): Map<string, Set<number>> {
  const retained = retainedVersions(states, policy);
  return new Map(
    [...states].map(([name, { records, collected }]) => [
      name,
      new Set(
        records
          .map((record) => record.version)
          .filter((version) => !isCollected(collected, version) || retained.get(name)!.has(version)),
      ),
    ]),
  );
}

/** Removes records, then intents, of versions that were given up. Oldest first: what is left of an environment is always its newest part. */
export async function collectVersions(
  survey: Survey,
  states: ReadonlyMap<string, EnvironmentState>,
  kept: ReadonlyMap<string, ReadonlySet<number>>,
  ledger: Ledger,
): Promise<void> {
  const going: { file: LakeFile; version: number; isIntent: boolean }[] = [];
  for (const file of survey.environments) {
    const [, name, number, isIntent] =
      /^_environments\/([^/]+)\/(\d+)(\.intent)?\.json$/.exec(file.path) ?? [];
    const state = name === undefined ? undefined : states.get(name);
    if (state === undefined || number === undefined) continue;
    const version = Number(number);
    const below = state.collected?.below ?? 1;
    if (version >= below || kept.get(state.name)!.has(version)) continue;
    going.push({ file, version, isIntent: isIntent !== undefined });
  }
  going.sort((a, b) => a.version - b.version || Number(a.isIntent) - Number(b.isIntent));
  for (const { file } of going) await ledger.remove('versions', file);
}

/**
 * Removes chunks that no version lists. Not while a version is under way: its chunks are written before its record. A chunk that was there when all versions were decided, and that none of them
 * lists, is never listed again, since each version writes chunks of its own.
 */
export async function collectChunks(
  survey: Survey,
  states: ReadonlyMap<string, EnvironmentState>,
  roots: LakeRoots,
  ledger: Ledger,
): Promise<void> {
  for (const file of survey.environments) {
    const [, name, hash] = /^_environments\/([^/]+)\/chunks\/([0-9a-f]{64})\.json$/.exec(file.path) ?? [];
    const state = name === undefined ? undefined : states.get(name);
    if (state === undefined || state.open !== null || roots.chunks.get(state.name)!.has(hash!)) continue;
    await ledger.remove('chunks', file);
  }
}

/** Notes that a newer one has taken the place of, and what killed processes left behind. */
export async function collectNotes(
  lake: Lake,
  survey: Survey,
  policy: RetentionPolicy,
  ledger: Ledger,
): Promise<void> {
  for (const file of survey.environments) {
    if (isLeftOver(file.path) && file.modified < policy.now - policy.grace) {
      await ledger.remove('scratch', file);
      continue;
    }
    const [, name, number] = /^_environments\/([^/]+)\/collected\/(\d+)\.json$/.exec(file.path) ?? [];
    if (name === undefined) continue;
    const newest = await readCollected(lake, name);
    if (newest !== null && Number(number) < newest.number) await ledger.remove('versions', file);
  }
}
