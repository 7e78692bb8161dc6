import { resolve } from 'node:path';
import { type CompiledProject, markedPlans } from '../compile/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../diagnostics/index.ts';
import type { Manifest, RunRecord } from '../environment/index.ts';
import type { ApplyResult, OnEvent } from '../execute/index.ts';
import type { Plan } from '../plan/index.ts';
import type { Database } from '../ports/index.ts';
import type { Appender } from './append-file.ts';
import type { Context } from './commands/context.ts';
import { openCompilingDatabase } from './databases.ts';
import type { OpenProject } from './open-project.ts';
import { redaction, redactTexts } from './redact.ts';
import { openRunLog } from './run-log.ts';
import { failureOf, openTelling, type ToldEnd } from './tell/index.ts';
import { renderDiagnostics } from './views/diagnostics.ts';
import { renderPlan } from './views/plan-text.ts';
import { type FinishedModel, makeProgress } from './views/progress.ts';
import { renderRunSummary } from './views/run-summary.ts';
import { makeStyle } from './views/style.ts';

export interface RunReportOptions {
  /** What runs, e.g. `apply prod`. */
  readonly command: string;
  readonly kind: 'apply' | 'run';
  readonly plan: Plan;
  readonly compiled: CompiledProject;
  /** What stands before it. */
  readonly standing: Manifest | null;
  /** One that may write in the lake: the record of the run is written with it. */
  readonly database: Database;
  /** Where `--events` sends them: a file, `-` for stdout, or null. */
  readonly events: string | null;
  readonly concurrency: number;
  /** Seconds that models took the last time, by lower-case name. */
  readonly expected: ReadonlyMap<string, number>;
}

/** What people and machines are told of a run while it runs: progress, the log file, and the stream of events. */
export interface RunReport {
  readonly runId: string;
  readonly onEvent: OnEvent;
  readonly finishedModels: () => readonly FinishedModel[];
  /** The run ended by itself: says the summary table, and tells the end to whoever is to know. Gives warnings of what could not be told. */
  readonly finished: (result: ApplyResult, seconds: number) => Promise<readonly Diagnostic[]>;
  /** The run was thrown out of. */
  readonly failed: (error: unknown) => Promise<void>;
  /** Takes the drawing away and closes the files; may be called twice. */
  readonly close: () => void;
}

/** `--events -` and `--json` cannot share stdout. Rejects before anything is done. */
export function checkEvents({ options }: Context, events: string | null): void {
  if (events === '-' && options.json)
    throw new DiagnosticError(
      diagnose('argument-invalid', {
        argument: '--events -',
        problem: '--json writes to stdout as well',
        hint: 'Give the events a file, or leave --json out.',
      }),
    );
}

export async function openRunReport(
  context: Context,
  open: OpenProject,
  options: RunReportOptions,
): Promise<RunReport> {
  const { host, console } = context;
  const { plan, command, concurrency, expected } = options;
  const events = openEvents(context, open, options.events);
  const log = await openRunLog(host, open, command);
  const progress = makeProgress(console, host, plan, { concurrency, expected });
  const plain = makeStyle(false);
  const told = open.project.openLineage !== null;
  const marked = told
    ? await markedPlans(options.compiled, () => openCompilingDatabase(host, open.project.timeZone))
    : new Map<string, string>();
  const telling = openTelling(context, open, {
    command: options.kind,
    environment: plan.environment,
    target: plan.target,
    started: host.clock.now(),
    plan: plan as unknown as RunRecord['plan'],
    models: plan.models
      .filter(({ action }) => action !== 'none')
      .map(({ name, kind, action }) => ({ model: name, kind, action })),
    standing: options.standing,
    baseVersion: plan.baseVersion,
    rollbackTo: null,
    compiled: options.compiled,
    marked,
    database: options.database,
  });
  const { runId } = telling;
  const emit = (kind: string, rest: Readonly<Record<string, unknown>>) =>
    events.write({ time: new Date(host.clock.now()).toISOString(), runId, kind, ...rest });
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    progress.end();
    host.signal.removeEventListener('abort', interrupted);
    log.close();
    events.close();
  };
  const interrupted = () => {
    log.write('interrupted');
    emit('interrupted', {});
    close();
  };
  host.signal.addEventListener('abort', interrupted, { once: true });
  log.write(renderPlan(plan, plain));
  emit('run-started', {
    formatVersion: '1.0',
    command,
    environment: plan.environment,
    target: plan.target,
    baseVersion: plan.baseVersion,
    summary: plan.summary,
  });
  return {
    runId,
    onEvent(event) {
      telling.onEvent(event);
      if (closed) return;
      progress.event(event);
      const { kind, ...rest } = event;
      log.write(`${kind} ${JSON.stringify(rest)}`);
      emit(kind, rest);
    },
    finishedModels: progress.finished,
    async finished(result, seconds) {
      progress.end();
      if (closed) return [];
      const summary = renderRunSummary(progress.finished(), plain, Number.MAX_SAFE_INTEGER);
      if (summary !== null) {
        console.say(`\n${renderRunSummary(progress.finished(), console.style, console.width)}\n`);
        log.write(`summary\n${summary}`);
      }
      if (result.diagnostics.length > 0)
        log.write(`diagnostics\n${renderDiagnostics(result.diagnostics, open.fileText, plain)}`);
      const versions = result.versions.map((record) => record.version);
      const stopped = result.stopped === 'no' ? null : result.stopped;
      log.write(
        `${stopped === null ? 'done' : `stopped: ${stopped}`}, versions ${versions.join(', ') || 'none'}, ${seconds} s`,
      );
      emit('run-finished', { stopped, versions, diagnostics: result.diagnostics, seconds });
      if (stopped !== null && log.path !== null) console.say(console.style.dim(`Log: ${log.path}`));
      return telling.ended(endOf(options.kind, result));
    },
    async failed(error) {
      progress.end();
      if (closed) return;
      const diagnostics = error instanceof DiagnosticError ? error.diagnostics : [];
      if (diagnostics.length > 0)
        log.write(`failed\n${renderDiagnostics(diagnostics, open.fileText, plain)}`);
      log.write(`failed\n${error instanceof Error ? error.stack : String(error)}`);
      emit('run-failed', { diagnostics, message: error instanceof Error ? error.message : String(error) });
      const warnings = await telling.ended({ ...failureOf(error), versions: null });
      console.diagnostics(warnings, open.fileText);
    },
    close,
  };
}

function endOf(kind: 'apply' | 'run', { stopped, versions, diagnostics }: ApplyResult): ToldEnd {
  if (stopped === 'no') return { outcome: 'succeeded', exitCode: 0, versions, diagnostics };
  const whole = stopped === 'check' ? 'stopped' : 'failed';
  const outcome = kind === 'run' && versions.length > 0 ? 'partial' : whole;
  const exitCode = kind === 'run' || stopped === 'check' ? 3 : 1;
  return { outcome, exitCode, versions, diagnostics };
}

interface Events {
  readonly write: (event: Readonly<Record<string, unknown>>) => void;
  readonly close: () => void;
}

/** A line of JSON for each event. */
function openEvents({ host }: Context, open: OpenProject, target: string | null): Events {
  if (target === null) return { write: () => {}, close: () => {} };
  const redact = redaction(open);
  const out: Appender =
    target === '-' ? { write: host.stdout, close: () => {} } : host.appendTo(resolve(host.folder, target));
  return { write: (event) => out.write(`${JSON.stringify(redactTexts(redact, event))}\n`), close: out.close };
}
