import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  type ApplyResult,
  apply,
  damagedTables,
  pastSeconds,
  readBase,
  settle,
  stepsOf,
} from '../../execute/index.ts';
import { hasWork, type Plan } from '../../plan/index.ts';
import { openBuildingDatabase, openTarget } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { compileWhole, environmentOf, type OpenProject, openProject, targetOf } from '../open-project.ts';
import { parseOverrules } from '../overrules.ts';
import { planProject } from '../plan-project.ts';
import { checkEvents, openRunReport } from '../run-report.ts';
import { selectModels } from '../select-models.ts';
import { renderPlan } from '../views/plan-text.ts';
import type { FinishedModel } from '../views/progress.ts';
import { duration, rows } from '../views/units.ts';
import type { Context } from './context.ts';

export interface ApplyOptions {
  readonly environment: string | null;
  readonly select: string | null;
  readonly exclude: string | null;
  readonly yes: boolean;
  readonly memoryLimit: string | null;
  readonly concurrency: number;
  readonly discardExternal: readonly string[];
  readonly allowTargetChange: boolean;
  /** `MODEL=VERDICT`. */
  readonly overrule: readonly string[];
  readonly reason: string | null;
  /** Where events go as NDJSON: a file, `-` for stdout. */
  readonly events: string | null;
}

/** `lode apply [environment]`: plans, asks, builds, audits, commits. */
export async function applyCommand(context: Context, request: ApplyOptions): Promise<ExitCode> {
  const { host, options, console } = context;
  checkEvents(context, request.events);
  const open = await openProject(host, options);
  const environment = environmentOf(open, request.environment);
  const target = targetOf(open, options.target);
  const { compiled, warnings } = await compileWhole(host, open);
  console.diagnostics(warnings, open.fileText);
  await recover(context, open, environment);
  const steps = stepsOf(compiled, open.folder);
  const sources = openTarget(host, open, target);
  try {
    const discard = new Set(request.discardExternal.map((name) => name.toLowerCase()));
    const base = await readBase(open.lake, environment);
    const { plan } = await planProject(host, open, {
      manifest: base.manifest,
      environment,
      target,
      steps,
      sources,
      compiled,
      selected: selectModels(compiled, request, base.manifest),
      rebuild: new Set([...discard, ...(await damagedTables(open.lake, environment, base))]),
      allowTargetChange: request.allowTargetChange,
      overrules: parseOverrules(request.overrule, request.reason, compiled),
    });
    if (!hasWork(plan)) return nothingToDo(context, plan);
    console.say(renderPlan(plan, console.style));
    await confirm(context, request, plan);
    const started = host.clock.now();
    const database = await openBuildingDatabase(host, open, request.memoryLimit);
    const building = plan.models.filter((model) => model.action === 'build').map((model) => model.name);
    const report = await openRunReport(context, open, {
      command: `apply ${environment}`,
      plan,
      events: request.events,
      concurrency: request.concurrency,
      expected: await pastSeconds(open.lake, base.manifest, building),
    });
    try {
      const result = await apply({
        lake: open.lake,
        database,
        sources,
        relations: compiled.sources,
        steps,
        plan,
        manifest: base.manifest,
        head: base.head,
        incarnation: base.incarnation ?? host.clock.uuid(),
        retentionDays: open.project.retentionDays,
        concurrency: request.concurrency,
        discard,
        onEvent: report.onEvent,
      });
      const seconds = (host.clock.now() - started) / 1000;
      report.finished(result, seconds);
      return finish(context, open, plan, result, report.finishedModels(), seconds);
    } catch (error) {
      report.failed(error);
      throw error;
    } finally {
      report.close();
      await database.close();
    }
  } finally {
    await sources.close();
  }
}

/** Finishes or takes back what an earlier process left open, before anything is planned on top of it. */
async function recover({ console }: Context, open: OpenProject, environment: string): Promise<void> {
  const settled = await settle(open.lake, environment);
  if (settled.kind === 'finished')
    console.say(
      `An earlier apply had stopped midway; its version ${settled.record.version} is now finished.`,
    );
  if (settled.kind === 'taken-back') {
    console.say(
      `An earlier apply had stopped midway; its version ${settled.record.version} is now taken back: ${settled.record.reason ?? ''}`,
    );
  }
}

function nothingToDo({ options, console }: Context, plan: Plan): ExitCode {
  if (options.json) console.document({ formatVersion: '1.0', plan, versions: [], diagnostics: [] });
  console.say(
    `${console.style.green('✓')} Nothing to do: ${plan.environment} is at version ${plan.baseVersion ?? 0}, all ${plan.models.length} models as the project says. Nothing was written.`,
  );
  return exitCodes.done;
}

async function confirm({ host, console }: Context, request: ApplyOptions, plan: Plan): Promise<void> {
  if (request.yes) return;
  if (!host.terminal.interactive || console.json) {
    throw new DiagnosticError(diagnose('confirmation-needed', { what: 'applying the plan' }));
  }
  if (!(await host.ask(`Apply this plan to ${plan.environment}?`)))
    throw new DiagnosticError(diagnose('declined', {}));
}

function finish(
  { options, console }: Context,
  open: OpenProject,
  plan: Plan,
  result: ApplyResult,
  finished: readonly FinishedModel[],
  seconds: number,
): ExitCode {
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
      diagnostics: result.diagnostics,
      seconds,
    });
  }
  console.diagnostics(result.diagnostics, open.fileText);
  const versions = result.versions.map((record) => record.version);
  const { style } = console;
  if (result.stopped === 'no') {
    const made = finished.filter((model) => model.outcome === 'built' || model.outcome === 'reused');
    const total = made.reduce((sum, model) => sum + (model.rows ?? 0), 0);
    console.say(
      `${style.green('✓')} ${plan.environment} is at version ${versions.at(-1) ?? plan.baseVersion}: ${made.length} table${made.length === 1 ? '' : 's'}, ${rows(total)}, in ${duration(seconds)}.`,
    );
    return exitCodes.done;
  }
  const kept =
    versions.length === 0
      ? 'Nothing was made visible'
      : `Only bronze was committed (version ${versions.join(', ')})`;
  const why = result.stopped === 'check' ? 'an audit stopped the commit' : 'the apply failed';
  console.say(`${style.red('✗')} ${kept}: ${why}. What was built is kept and will be used again.`);
  return result.stopped === 'check' ? exitCodes.stopped : exitCodes.error;
}
