import type { CompiledProject } from '../compile/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import { type Manifest, nameIncarnation } from '../environment/index.ts';
import {
  type ApplyResult,
  apply,
  type Base,
  type Evolution,
  type ExecuteEvent,
  type OpenSources,
  pastSeconds,
} from '../execute/index.ts';
import { hasWork, type Plan } from '../plan/index.ts';
import type { Context } from './commands/context.ts';
import { openBuildingDatabase, openPlanningDatabase } from './databases.ts';
import { type ExitCode, exitCodes } from './exit.ts';
import { expiryOf } from './expiry.ts';
import { type ExportedAfter, exportAfter } from './export/export-after.ts';
import { sayExported } from './export/exported-text.ts';
import type { OpenProject } from './open-project.ts';
import { openRunReport } from './run-report.ts';
import { requireSecrets } from './secrets.ts';
import type { EarlyFailures } from './tell/index.ts';
import type { FinishedModel } from './views/progress.ts';
import { duration, rows } from './views/units.ts';

export interface CarryOut {
  readonly kind: 'apply' | 'run';
  readonly open: OpenProject;
  readonly request: {
    readonly memoryLimit: string | null;
    readonly concurrency: number;
    readonly events: string | null;
  };
  readonly plan: Plan;
  readonly compiled: CompiledProject;
  readonly standing: Manifest | null;
  readonly returned: readonly string[];
  readonly base: Base;
  readonly evolution: Evolution;
  readonly sources: OpenSources;
  readonly rebuild: ReadonlySet<string>;
  readonly discard: ReadonlySet<string>;
  /** Models, by lower-case name, of which audits of the time are asked also where they stay as they are. */
  readonly timeOf: ReadonlySet<string>;
  /** How often what may pass is tried again; 0: not at all. */
  readonly retries: number;
  readonly recovered: ExecuteEvent | null;
  /** Gives the environment free: whoever is told of the end may take its time, and may want to apply. */
  readonly release: () => Promise<void>;
  readonly early: EarlyFailures;
}

/** Carries a plan out in a database of its own, and tells of it: progress, log, events, record, hooks, and a summary at the end. */
export async function carryOut(context: Context, what: CarryOut): Promise<ExitCode> {
  const { host } = context;
  const { kind, open, request, plan, standing, base, early } = what;
  const { environment } = plan;
  const started = host.clock.now();
  const building = plan.models.filter((model) => model.action === 'build').map((model) => model.name);
  const built = new Set(building.map((name) => name.toLowerCase()));
  requireSecrets(
    open,
    what.evolution.steps.flatMap(({ key, definition }) => (built.has(key) ? [definition] : [])),
  );
  const database = await openBuildingDatabase(host, open, request.memoryLimit);
  const report = await openRunReport(context, open, {
    command: `${kind} ${environment}`,
    kind,
    plan,
    compiled: what.compiled,
    standing,
    database,
    events: request.events,
    concurrency: request.concurrency,
    expected: await pastSeconds(open.lake, standing, building),
  });
  early.handOver();
  if (what.recovered !== null) report.onEvent(what.recovered);
  try {
    const result = await apply({
      lake: open.lake,
      database,
      sources: what.sources,
      planningDatabase: () => openPlanningDatabase(host, open.project.timeZone),
      relations: what.evolution.relations,
      refused: what.evolution.refused,
      steps: what.evolution.steps,
      plan,
      manifest: standing,
      returned: what.returned,
      head: base.head,
      incarnation: base.incarnation ?? nameIncarnation(base.head, host.clock.uuid()),
      retentionDays: open.project.retentionDays,
      expiresAt: expiryOf(open.project, environment, host.clock.now()),
      partial: kind === 'run',
      retries: what.retries === 0 ? null : { attempts: what.retries, pause: host.timer.pause },
      concurrency: request.concurrency,
      rebuild: what.rebuild,
      discard: what.discard,
      staying: { timeOf: what.timeOf },
      profile: open.project.profile,
      runId: report.runId,
      onEvent: report.onEvent,
    });
    await what.release();
    const seconds = (host.clock.now() - started) / 1000;
    const warnings = await report.finished(result, seconds);
    const end = { ...result, diagnostics: [...result.diagnostics, ...warnings] };
    // What was committed has passed its audits, also where something else of the run has not.
    const exported =
      result.versions.length === 0
        ? noExports
        : await exportAfter(context, open, environment, request.memoryLimit);
    return sayEnd(context, what, end, report.finishedModels(), seconds, exported);
  } catch (error) {
    await what.release();
    await report.failed(error);
    throw error;
  } finally {
    report.close();
    await database.close();
  }
}

const noExports: ExportedAfter = { made: [], diagnostics: [] };

function sayEnd(
  context: Context,
  { kind, open, plan }: CarryOut,
  result: ApplyResult & { readonly diagnostics: readonly Diagnostic[] },
  finished: readonly FinishedModel[],
  seconds: number,
  exported: ExportedAfter,
): ExitCode {
  const { options, console } = context;
  if (options.json) {
    console.document({
      formatVersion: '1.0',
      plan,
      versions: result.versions.map(({ version, committedAt, tables }) => ({
        version,
        committedAt,
        tables: tables.length,
      })),
      models: finished.map(({ kind: _, ...model }) => model),
      exports: exported.made.map(({ folder, manifest }) => ({ folder, ...manifest })),
      diagnostics: [...result.diagnostics, ...exported.diagnostics],
      seconds,
    });
  }
  console.diagnostics(result.diagnostics, open.fileText);
  const versions = result.versions.map((record) => record.version);
  const { style } = console;
  const failed = exported.diagnostics.length > 0;
  if (!hasWork(plan)) {
    const passed = result.stopped === 'no';
    console.say(
      passed
        ? `${style.green('✓')} Nothing is due in ${plan.environment}, and nothing that it reads has new rows. What depends on the time was asked again, and holds.`
        : `${style.red('✗')} What stands in ${plan.environment} does not pass its audits any more. No table was written.`,
    );
    return passed ? exitCodes.done : result.stopped === 'check' ? exitCodes.stopped : exitCodes.error;
  }
  if (result.stopped === 'no') {
    const made = finished.filter((model) => model.outcome === 'built' || model.outcome === 'reused');
    const total = made.reduce((sum, model) => sum + (model.rows ?? 0), 0);
    console.say(
      `${style.green('✓')} ${plan.environment} is at version ${versions.at(-1) ?? plan.baseVersion}: ${made.length} table${made.length === 1 ? '' : 's'}, ${rows(total)}, in ${duration(seconds)}.`,
    );
    sayExported(context, open, exported);
    return failed ? exitCodes.error : exitCodes.done;
  }
  if (kind === 'run') {
    const kept =
      versions.length === 0
        ? 'Nothing was made visible'
        : `What does not depend on it stands in version ${versions.at(-1)}`;
    const why = result.stopped === 'check' ? 'an audit stopped a model' : 'a model failed';
    sayExported(context, open, exported);
    console.say(`${style.red('✗')} ${kept}: ${why}. The next \`lode run\` tries again what is missing.`);
    return exitCodes.stopped;
  }
  const kept =
    versions.length === 0
      ? 'Nothing was made visible'
      : `Only bronze was committed (version ${versions.join(', ')})`;
  const why = result.stopped === 'check' ? 'an audit stopped the commit' : 'the apply failed';
  sayExported(context, open, exported);
  console.say(`${style.red('✗')} ${kept}: ${why}. What was built is kept and will be used again.`);
  return result.stopped === 'check' ? exitCodes.stopped : exitCodes.error;
}
