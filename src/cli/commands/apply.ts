import type { CompiledProject } from '../../compile/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { damagedTables, type ExecuteEvent, readBase, stepsOf } from '../../execute/index.ts';
import { hasWork, type Plan } from '../../plan/index.ts';
import { planTexts } from '../../reports/plan/index.ts';
import { carryOut } from '../carry-out.ts';
import { openTarget } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { awaitEnvironment, type HoldRequest, holdEnvironment } from '../hold-environment.ts';
import { compileWhole, environmentOf, type OpenProject, openProject, targetOf } from '../open-project.ts';
import { parseOverrules } from '../overrules.ts';
import { definitionsOf, planProject } from '../plan-project.ts';
import { recoverEnvironment } from '../recover.ts';
import { refuseDrift } from '../refuse-drift.ts';
import { type AskedFor, askedBy, requestedOf, startOf } from '../requested.ts';
import { checkEvents } from '../run-report.ts';
import { checkBase, isPlanFile, overrulesOf, readPlanFile, selectionOf } from '../saved-plan.ts';
import { selectModels } from '../select-models.ts';
import { type EarlyFailures, earlyFailures } from '../tell/index.ts';
import { renderPlan } from '../views/plan-text.ts';
import type { Context } from './context.ts';

export interface ApplyOptions {
  /** An environment, or a file that `lode plan --out` wrote. */
  readonly subject: string | null;
  readonly select: string | null;
  readonly exclude: string | null;
  readonly yes: boolean;
  readonly memoryLimit: string | null;
  readonly concurrency: number;
  readonly discardExternal: readonly string[];
  readonly allowTargetChange: boolean;
  readonly asked: AskedFor;
  /** `MODEL=VERDICT`. */
  readonly overrule: readonly string[];
  readonly reason: string | null;
  /** Models that may be dropped without a question. */
  readonly allowDestructive: readonly string[];
  /** How long to wait for another holder of the environment, in milliseconds; null: not at all. */
  readonly wait: number | null;
  /** Where events go as NDJSON: a file, `-` for stdout. */
  readonly events: string | null;
}

/** `lode apply [environment | plan.json]`: plans, asks, builds, audits, commits. From a file it does what the file says, or says what has moved. */
export async function applyCommand(context: Context, request: ApplyOptions): Promise<ExitCode> {
  const { host, options, console } = context;
  checkEvents(context, request.events);
  const open = await openProject(host, options);
  const saved = isPlanFile(request.subject) ? await readPlanFile(host, request.subject) : null;
  const environment = environmentOf(open, saved?.environment ?? request.subject);
  const target = targetOf(open, options.target ?? saved?.target ?? null);
  const hold = { environment, command: `lode apply ${environment}`, wait: request.wait };
  const early = earlyFailures(context, open, { command: 'apply', environment, target });
  try {
    await awaitEnvironment(context, open, hold);
    const { compiled, warnings } = await compileWhole(host, open);
    console.diagnostics(warnings, open.fileText);
    for (;;) {
      const recovered = await recoverEnvironment(console, open, environment);
      const given = { open, compiled, saved, environment, target, hold, recovered, early };
      const code = await planAndApply(context, request, given);
      if (code !== null) return code;
    }
  } catch (error) {
    await early.tell(error);
    throw error;
  }
}

interface Given {
  readonly open: OpenProject;
  readonly compiled: CompiledProject;
  readonly saved: Plan | null;
  readonly environment: string;
  readonly target: string;
  readonly hold: HoldRequest;
  /** What was done about an earlier process that stopped midway. */
  readonly recovered: ExecuteEvent | null;
  readonly early: EarlyFailures;
}

/** null where another process, for which this one waited, has made a version since the plan: there is to be planned again. */
async function planAndApply(
  context: Context,
  request: ApplyOptions,
  { open, compiled, saved, environment, target, hold, recovered, early }: Given,
): Promise<ExitCode | null> {
  const { host, console } = context;
  const steps = stepsOf(compiled, open.folder);
  const sources = openTarget(host, open, target);
  let held: Awaited<ReturnType<typeof holdEnvironment>> = null;
  try {
    const discard = new Set(request.discardExternal.map((name) => name.toLowerCase()));
    const base = await readBase(open.lake, environment);
    const rebuild = new Set([...discard, ...(await damagedTables(open.lake, environment, base))]);
    const asked = saved === null ? request.asked : askedBy(saved);
    const start = await startOf(open, base.manifest, environment, target, asked);
    const { plan, old, evolution } = await planProject(host, open, {
      start,
      requested: saved?.requested ?? requestedOf(asked, compiled, environment),
      environment,
      target,
      steps,
      sources,
      compiled,
      selected: saved === null ? selectModels(compiled, request, start.manifest) : selectionOf(saved),
      rebuild,
      allowTargetChange: request.allowTargetChange,
      overrules:
        saved === null ? parseOverrules(request.overrule, request.reason, compiled) : overrulesOf(saved),
    });
    console.diagnostics(evolution.diagnostics, open.fileText);
    if (saved !== null) sayResolvedAgain(context, checkBase(request.subject!, saved, plan));
    if (!hasWork(plan)) return nothingToDo(context, plan);
    refuseDrift(plan, evolution);
    // A plan that nobody is asked about has been reviewed, or will not be.
    const isAsked = !request.yes && saved === null;
    const texts = isAsked ? planTexts(plan, old, definitionsOf(compiled)) : undefined;
    console.say(renderPlan(plan, console.style, { texts, width: console.width }));
    await confirm(context, request, plan, saved !== null);
    held = await holdEnvironment(context, open, { ...hold, head: base.head });
    if (held === null) return null;
    return await carryOut(context, {
      kind: 'apply',
      open,
      request,
      plan,
      compiled,
      standing: start.manifest,
      returned: start.returned,
      base,
      evolution,
      sources,
      rebuild,
      discard,
      timeOf: new Set(),
      retries: 0,
      recovered,
      release: held.release,
      early,
    });
  } finally {
    await held?.release();
    await sources.close();
  }
}

function nothingToDo({ options, console }: Context, plan: Plan): ExitCode {
  if (options.json) console.document({ formatVersion: '1.0', plan, versions: [], diagnostics: [] });
  console.say(
    `${console.style.green('✓')} Nothing to do: ${plan.environment} is at version ${plan.baseVersion ?? 0}, all ${plan.models.length} models as the project says. Nothing was written.`,
  );
  return exitCodes.done;
}

/** Asks where there is somebody to ask. A saved plan has been reviewed; what it destroys must be named all the same. */
async function confirm(
  { host, console }: Context,
  request: ApplyOptions,
  plan: Plan,
  reviewed: boolean,
): Promise<void> {
  const allowed = new Set(request.allowDestructive.map((name) => name.toLowerCase()));
  const destroyed = plan.models
    .filter((model) => model.destructive && !allowed.has(model.name.toLowerCase()))
    .map((model) => model.name);
  const canAsk = host.terminal.interactive && !console.json;
  const settled = request.yes || reviewed;
  if (destroyed.length > 0 && (settled || !canAsk))
    throw new DiagnosticError(diagnose('destructive-not-allowed', { models: destroyed }));
  if (settled) return;
  if (!canAsk) throw new DiagnosticError(diagnose('confirmation-needed', { what: 'applying the plan' }));
  const question =
    destroyed.length === 0
      ? `Apply this plan to ${plan.environment}?`
      : `Apply this plan to ${plan.environment}, and drop ${destroyed.join(', ')}?`;
  if (!(await host.ask(question))) throw new DiagnosticError(diagnose('declined', {}));
}

/** Rows moved since the plan was saved: what is done about it, step by step. */
function sayResolvedAgain({ console }: Context, steps: ReturnType<typeof checkBase>): void {
  if (steps.length === 0) return;
  console.say('Rows have moved since the plan was made; these steps are resolved again:');
  for (const { model, planned, now } of steps) console.say(`  ${model}: ${planned} → ${now}`);
}
