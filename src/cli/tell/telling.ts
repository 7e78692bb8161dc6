import type { CompiledProject } from '../../compile/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Manifest, ManifestRecord, RunRecord } from '../../environment/index.ts';
import {
  collectRun,
  type OnEvent,
  type RunEnd,
  type RunStart,
  readRecords,
  writeRun,
} from '../../execute/index.ts';
import type { Database } from '../../ports/index.ts';
import { lodeVersion } from '../../version.ts';
import type { Context } from '../commands/context.ts';
import type { OpenProject } from '../open-project.ts';
import { redaction, redactTexts } from '../redact.ts';
import { callHooks } from './call-hooks.ts';
import { tellLineage } from './tell-lineage.ts';

export interface TellingRequest {
  readonly command: RunRecord['command'];
  readonly environment: string;
  readonly target: string | null;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly plan: RunRecord['plan'];
  /** The models that it is to touch, upstream first. */
  readonly models: RunStart['models'];
  readonly standing: Manifest | null;
  readonly baseVersion: number | null;
  readonly rollbackTo: number | null;
  /** What it runs, for lineage; null where it runs no query. */
  readonly compiled: CompiledProject | null;
  /** Plans in which calls of macros that mask can be seen; see `markedPlans`. Default: none. */
  readonly marked?: ReadonlyMap<string, string>;
  /** One that may write in the lake. */
  readonly database: Database;
}

/** How a run ended. `versions`: null where the events said which were committed. */
export interface ToldEnd extends Omit<RunEnd, 'versions'> {
  readonly versions: readonly ManifestRecord[] | null;
}

export interface Telling {
  readonly runId: string;
  readonly onEvent: OnEvent;
  /** Tells the end, within a bounded time; never rejects. Gives warnings of what could not be told. What comes after the first end is not told. */
  readonly ended: (end: ToldEnd) => Promise<readonly Diagnostic[]>;
}

/** Begins to tell of a run. An interruption is told as its end. */
export function openTelling(context: Context, open: OpenProject, request: TellingRequest): Telling {
  const { host } = context;
  const { database, compiled, marked = new Map(), ...start } = request;
  const runId = host.clock.uuid();
  const { lake } = open;
  const collector = collectRun(
    {
      ...start,
      runId,
      project: lake.project.name,
      by: lake.actor,
      git: lake.project.git,
      lode: lodeVersion,
      engine: `${host.engine.name} ${host.engine.version}`,
    },
    lake.clock.now,
  );
  const lineage = tellLineage(host, open, { ...start, runId }, compiled, marked);
  const committed = new Set<number>();
  let told: Promise<readonly Diagnostic[]> | null = null;
  const tell = async (end: ToldEnd): Promise<readonly Diagnostic[]> => {
    const versions = end.versions ?? (await recordsOf(open, request.environment, committed));
    const record = redacted(open, collector.record({ ...end, versions }));
    const warnings = await keepRecord(open, database, record);
    const [ofLineage, ofHooks] = await Promise.all([
      lineage.ended(record, versions),
      callHooks(host, open, record),
    ]);
    return [...warnings, ...ofLineage, ...ofHooks];
  };
  const ended = (end: ToldEnd) => {
    forget();
    told ??= tell(end).catch((error: unknown) => [notWritten(error)]);
    return told;
  };
  const forget = context.atInterrupt(async () => {
    await ended({ outcome: 'interrupted', exitCode: 130, versions: null, diagnostics: [] });
  });
  return {
    runId,
    onEvent(event) {
      if (event.kind === 'committed') committed.add(event.version);
      collector.onEvent(event);
      lineage.onEvent(event);
    },
    ended,
  };
}

async function recordsOf(
  open: OpenProject,
  environment: string,
  versions: ReadonlySet<number>,
): Promise<ManifestRecord[]> {
  if (versions.size === 0) return [];
  const records = await readRecords(open.lake, environment);
  return records.filter(({ version }) => versions.has(version)).reverse();
}

function redacted(open: OpenProject, record: RunRecord): RunRecord {
  return redactTexts(redaction(open), record);
}

async function keepRecord(
  open: OpenProject,
  database: Database,
  record: RunRecord,
): Promise<readonly Diagnostic[]> {
  try {
    const session = await database.connect();
    await writeRun(open.lake, session, record).finally(() => session.close());
    return [];
  } catch (error) {
    return [notWritten(error)];
  }
}

function notWritten(error: unknown): Diagnostic {
  const problem =
    error instanceof DiagnosticError
      ? error.diagnostics.map(({ summary }) => summary).join('; ')
      : error instanceof Error
        ? error.message
        : String(error);
  return diagnose('run-not-recorded', { problem });
}
