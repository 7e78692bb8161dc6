import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import {
  type Actor,
  currentFormat,
  type Manifest,
  type ManifestRecord,
  type RunModel,
  type RunRecord,
} from '../../environment/index.ts';
import type { ExecuteEvent, OnEvent } from '../events.ts';
import { momentOf } from '../lake.ts';

/** What is known of a run before it does anything. */
export interface RunStart {
  readonly runId: string;
  readonly command: RunRecord['command'];
  readonly project: string;
  readonly environment: string;
  readonly target: string | null;
  readonly by: Actor;
  readonly git: string | null;
  readonly lode: string;
  readonly engine: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** The environment's version before it; null where it does not exist. */
  readonly baseVersion: number | null;
  readonly rollbackTo: number | null;
  /** A JSON value; null where there is none. */
  readonly plan: RunRecord['plan'];
  /** The models that it is to touch, upstream first, with what is to be done to each. */
  readonly models: readonly Pick<RunModel, 'model' | 'kind' | 'action'>[];
  /** What its models read where it does not make them itself: also what the environment reads from another one. */
  readonly standing: Manifest | null;
}

export interface RunEnd {
  readonly outcome: RunRecord['outcome'];
  readonly exitCode: number;
  readonly versions: readonly ManifestRecord[];
  readonly diagnostics: readonly Diagnostic[];
  /** Where no diagnostic says it. */
  readonly message?: string;
}

/** Listens to a run, and gives its record when it has ended. */
export interface RunCollector {
  readonly onEvent: OnEvent;
  /** Pure but for the clock: may be asked again. */
  readonly record: (end: RunEnd) => RunRecord;
}

export function collectRun(start: RunStart, now: () => number): RunCollector {
  const heard = new Map<string, Heard>();
  const of = (model: string): Heard => {
    const found = heard.get(model.toLowerCase()) ?? { model, failedAudits: [], setAside: [] };
    heard.set(model.toLowerCase(), found);
    return found;
  };
  return {
    onEvent(event) {
      switch (event.kind) {
        case 'model-started':
          of(event.model).started = now();
          break;
        case 'audit-failed':
          of(event.model).failedAudits.push(event.result);
          break;
        case 'model-finished':
        case 'model-failed':
        case 'model-skipped':
          of(event.model).end = { event, at: now() };
          break;
        case 'source-read':
          if (event.setAside !== null)
            of(event.model).setAside.push(
              diagnose('source-rows-set-aside', {
                relation: event.relation,
                rows: event.setAside.rows,
                rejects: event.setAside.relation,
              }),
            );
          break;
        case 'recovered':
        case 'committed':
          break;
      }
    },
    record: (end) => recordOf(start, heard, end, now()),
  };
}

interface Heard {
  readonly model: string;
  readonly failedAudits: RunModel['failedAudits'];
  readonly setAside: Diagnostic[];
  started?: number;
  end?: {
    readonly event: Extract<ExecuteEvent, { kind: 'model-finished' | 'model-failed' | 'model-skipped' }>;
    readonly at: number;
  };
}

function recordOf(start: RunStart, heard: ReadonlyMap<string, Heard>, end: RunEnd, ended: number): RunRecord {
  const { started, standing, models: planned, ...rest } = start;
  const known = new Set(planned.map(({ model }) => model.toLowerCase()));
  const unplanned = [...heard.values()]
    .filter(({ model }) => !known.has(model.toLowerCase()))
    .map(({ model, end: last }) => {
      const stays = last?.event.kind === 'model-finished' && last.event.outcome === 'unchanged';
      const kind = standing?.models.get(model.toLowerCase())?.kind ?? '';
      return { model, kind, action: stays ? 'none' : 'build' };
    });
  const firstError = end.diagnostics.find(({ severity }) => severity === 'error');
  return {
    formatVersion: currentFormat,
    ...rest,
    started: momentOf(started),
    ended: momentOf(ended),
    seconds: Math.max(0, ended - started) / 1000,
    outcome: end.outcome,
    exitCode: end.exitCode,
    message: firstError?.summary ?? end.message ?? null,
    versions: end.versions.map(({ version }) => version),
    diagnostics: [...end.diagnostics],
    models: [...planned, ...unplanned].map((model) =>
      modelOf(model, heard.get(model.model.toLowerCase()), standing, end),
    ),
  };
}

function modelOf(
  planned: Pick<RunModel, 'model' | 'kind' | 'action'>,
  heard: Heard | undefined,
  standing: Manifest | null,
  end: RunEnd,
): RunModel {
  const key = planned.model.toLowerCase();
  const finished = heard?.end?.event.kind === 'model-finished' ? heard.end.event : null;
  const committed = end.versions.find(({ tables }) =>
    tables.some(({ model }) => model.toLowerCase() === key),
  );
  const outcome = outcomeOf(planned.action, heard, end);
  const through = end.outcome === 'succeeded' || end.outcome === 'partial';
  const cameAbout = !notThere.has(outcome) && through;
  return {
    ...planned,
    outcome,
    started: heard?.started === undefined ? null : momentOf(heard.started),
    seconds: finished?.seconds ?? secondsOf(heard),
    rows: finished?.rows ?? null,
    bytes: finished?.bytes ?? null,
    audits: finished?.audits ?? { passed: 0, warned: 0, failed: 0 },
    failedAudits: heard?.failedAudits ?? [],
    inputs: (finished?.inputs ?? []).map(({ relation, content }) => ({
      relation,
      content,
      version: tableVersion(relation, standing, end.versions),
    })),
    version: (committed ?? (cameAbout ? end.versions.at(-1) : undefined))?.version ?? null,
    tableVersion: committed === undefined ? null : tableVersion(planned.model, null, [committed]),
    message: messageOf(heard),
    diagnostics:
      heard?.end === undefined || heard.end.event.kind === 'model-skipped'
        ? []
        : [...heard.setAside, ...heard.end.event.diagnostics],
  };
}

const notThere: ReadonlySet<RunModel['outcome']> = new Set([
  'stopped',
  'failed',
  'skipped',
  'interrupted',
  'not-begun',
]);

function outcomeOf(action: string, heard: Heard | undefined, end: RunEnd): RunModel['outcome'] {
  const event = heard?.end?.event;
  switch (event?.kind) {
    case 'model-finished':
      return event.audits.failed > 0 ? 'stopped' : event.outcome;
    case 'model-failed':
      return 'failed';
    case 'model-skipped':
      return 'skipped';
    case undefined:
      break;
  }
  if (heard?.started !== undefined) return end.outcome === 'interrupted' ? 'interrupted' : 'failed';
  if (end.outcome !== 'succeeded' && end.outcome !== 'partial') return 'not-begun';
  return withoutTurn[action] ?? 'not-begun';
}

/** Models that have no turn of their own in a run. */
const withoutTurn: Readonly<Record<string, RunModel['outcome']>> = {
  drop: 'dropped',
  metadata: 'defined',
  rows: 'restored',
  return: 'restored',
  definition: 'defined',
  leave: 'left',
};

function secondsOf(heard: Heard | undefined): number | null {
  if (heard?.started === undefined || heard.end === undefined) return null;
  return Math.max(0, heard.end.at - heard.started) / 1000;
}

function messageOf(heard: Heard | undefined): string | null {
  const event = heard?.end?.event;
  switch (event?.kind) {
    case 'model-failed':
      return event.diagnostics[0]?.summary ?? event.message;
    case 'model-skipped':
      return `${event.because} did not come about`;
    case 'model-finished':
      return event.diagnostics.find(({ severity }) => severity === 'error')?.summary ?? null;
    case undefined:
      return null;
  }
}

/** The Delta version of a model's table after the run's commits. */
function tableVersion(
  relation: string,
  standing: Manifest | null,
  versions: readonly ManifestRecord[],
): number | null {
  const key = relation.toLowerCase();
  const made = versions.flatMap(({ tables }) => tables).filter(({ model }) => model.toLowerCase() === key);
  return made.at(-1)?.table.version ?? standing?.models.get(key)?.table?.version ?? null;
}
