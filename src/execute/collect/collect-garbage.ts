import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Session } from '../../ports/index.ts';
import { dropEnvironment, environmentReaders } from '../drop-environment.ts';
import type { Lake } from '../lake.ts';
import { collectBuilds } from './collect-builds.ts';
import { collectDefinitions } from './collect-definitions.ts';
import { collectDifferences } from './collect-differences.ts';
import { collectScratch } from './collect-scratch.ts';
import { collectTables } from './collect-tables.ts';
import {
  announceVersions,
  collectChunks,
  collectNotes,
  collectVersions,
  keptVersions,
  nextNote,
} from './collect-versions.ts';
import { emptyTables } from './empty-tables.ts';
import { readLakeRoots } from './lake-roots.ts';
import { type EnvironmentState, readLakeState, standingRecord } from './lake-state.ts';
import { openLedger, type RemovalKind, type Removed } from './ledger.ts';
import { raiseRetention } from './raise-retention.ts';
import { nextToLeave, type RetentionPolicy, retainedVersions } from './retained-versions.ts';
import { surveyLake } from './survey.ts';

export interface GarbageRequest {
  readonly lake: Lake;
  readonly session: Session;
  readonly policy: RetentionPolicy;
  /** Only tells what would go. */
  readonly dryRun: boolean;
  /** Whether somebody is at work on an environment: it is not dropped then, whatever its time. */
  readonly isHeld?: (environment: string) => Promise<boolean>;
  /** Leaves environments alone whose time is over. */
  readonly keepExpired?: boolean;
}

export interface GarbageResult {
  /** Environments whose time was over. */
  readonly dropped: readonly string[];
  /** Tables of models that left, emptied by a version of their environment; their files go once they are older than the grace period. */
  readonly emptied: readonly string[];
  /** Tables that kept their own history for less long than versions are kept, and keep it longer now. */
  readonly raised: readonly string[];
  readonly removed: Readonly<Record<RemovalKind, Removed>>;
  /** Bytes that the disk gets back. */
  readonly freedBytes: number;
  /** When the next version of an environment leaves, in milliseconds since 1970; null where none will before new ones are made. */
  readonly nextAt: number | null;
  readonly diagnostics: readonly Diagnostic[];
}

type States = Map<string, EnvironmentState>;

/**
 * Removes from a lake what no version that is kept needs. Safe beside any other process, at any speed, and wherever it stops: what the order of its steps rests on is told in
 * docs/explanation/the-lake.md.
 */
export async function collectGarbage(request: GarbageRequest): Promise<GarbageResult> {
  const { lake, session, policy, dryRun } = request;
  const ledger = openLedger(lake, dryRun);
  const before = await readLakeState(lake);
  const { dropped, diagnostics } = request.keepExpired
    ? { dropped: [], diagnostics: [] }
    : await dropExpired(request, before);
  let states = dryRun ? withEnds(before, dropped) : await readLakeState(lake);

  const emptied: string[] = [];
  const raised: string[] = [];
  const roots = await readLakeRoots(lake, states, retainedVersions(states, policy));
  for (const state of states.values()) {
    if (policy.project !== null && standingRecord(state)?.project.name !== policy.project) continue;
    const done = await unlessMoved(() => emptyTables(lake, session, state, roots, dryRun));
    emptied.push(...done);
    // One version at a time: what a second one would be based on has just moved.
    if (done.length === 0 && !request.keepExpired)
      raised.push(
        ...(await unlessMoved(() => raiseRetention(lake, session, state, policy.retention, dryRun))),
      );
  }

  const survey = await surveyLake(lake);
  if (!dryRun) {
    states = await readLakeState(lake);
    await announceVersions(lake, states, policy);
  }
  states = dryRun ? withNotes(states, policy) : await readLakeState(lake);
  const kept = keptVersions(states, policy);
  const needed = await readLakeRoots(lake, states, kept);

  await collectVersions(survey, states, kept, ledger);
  await collectChunks(survey, states, needed, ledger);
  diagnostics.push(
    ...(await collectTables({ lake, session, survey, states, roots: needed, policy, ledger, dryRun })),
  );
  await collectDefinitions(
    lake,
    survey,
    needed.definitions,
    () => definitionsNow(request),
    policy,
    ledger,
    dryRun,
  );
  await collectBuilds(lake, survey, needed.builds, policy, ledger, dryRun);
  await collectScratch(lake, survey, policy, ledger, dryRun);
  await collectDifferences(lake, policy, ledger, dryRun);
  await collectNotes(lake, survey, policy, ledger);
  const leaving = [...states.values()].flatMap((state) => nextToLeave(state, policy) ?? []);
  return {
    dropped,
    emptied,
    raised,
    removed: ledger.totals(),
    freedBytes: ledger.freed(),
    nextAt: leaving.length === 0 ? null : Math.min(...leaving),
    diagnostics,
  };
}

/** Ends the environments whose time is over, but for those that others read from and those that somebody is at work on. */
async function dropExpired(
  { lake, policy, dryRun, isHeld }: GarbageRequest,
  states: States,
): Promise<{ dropped: string[]; diagnostics: Diagnostic[] }> {
  const dropped: string[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const state of states.values()) {
    const standing = standingRecord(state);
    if (standing?.expiresAt == null || state.open !== null) continue;
    if (policy.project !== null && standing.project.name !== policy.project) continue;
    if (Date.parse(standing.expiresAt) > policy.now) continue;
    if ((await isHeld?.(state.name)) === true) continue;
    const readers = await environmentReaders(lake, state.name);
    if (readers.length > 0) {
      diagnostics.push(diagnose('environment-kept', { environment: state.name, readers }));
      continue;
    }
    const [ended] = dryRun
      ? [state.name]
      : await unlessMoved(async () =>
          (await dropEnvironment(lake, state.name)) === null ? [] : [state.name],
        );
    if (ended !== undefined) dropped.push(ended);
  }
  return { dropped, diagnostics };
}

/** Where another process has been faster there is nothing to do: the next run sees how things stand then. */
async function unlessMoved<T>(work: () => Promise<T[]>): Promise<T[]> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DiagnosticError && error.exitCode === 4) return [];
    throw error;
  }
}

/** The definitions that any version names by now, or one that is under way. */
async function definitionsNow({ lake, policy }: GarbageRequest): Promise<ReadonlySet<string>> {
  const states = await readLakeState(lake);
  return (await readLakeRoots(lake, states, keptVersions(states, policy))).definitions;
}

/** How things would stand. */
function withEnds(states: States, dropped: readonly string[]): States {
  return new Map(
    [...states].map(([name, state]) => {
      const standing = standingRecord(state);
      if (!dropped.includes(name) || standing === null) return [name, state];
      const end = { ...standing, version: state.head + 1, ended: true, base: null, chunks: [], tables: [] };
      return [name, { ...state, head: end.version, records: [...state.records, end] }];
    }),
  );
}

function withNotes(states: States, policy: RetentionPolicy): States {
  const retained = retainedVersions(states, policy);
  return new Map(
    [...states].map(([name, state]) => [
      name,
      { ...state, collected: nextNote(state, retained.get(name)!, policy.now) ?? state.collected },
    ]),
  );
}
