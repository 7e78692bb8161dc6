import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  askedOfTime,
  contractedRelations,
  damagedTables,
  laggingRelations,
  prepareRun,
  readBase,
  readCommitted,
  recordedDrift,
  recordedSteps,
  standingSteps,
  stepsOf,
} from '../../execute/index.ts';
import { hasWork, type Plan } from '../../plan/index.ts';
import { carryOut } from '../carry-out.ts';
import { openTarget } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { awaitEnvironment, type HoldRequest, holdEnvironment } from '../hold-environment.ts';
import { compileOpen, environmentOf, type OpenProject, openProject } from '../open-project.ts';
import { rebinder } from '../plan-project.ts';
import { recoverEnvironment } from '../recover.ts';
import { checkEvents } from '../run-report.ts';
import { selectModels } from '../select-models.ts';
import { type EarlyFailures, earlyFailures } from '../tell/index.ts';
import { withTouchedColumns } from '../touched-columns.ts';
import { renderPlan } from '../views/plan-text.ts';
import type { Context } from './context.ts';

export interface RunOptions {
  readonly environment: string | null;
  readonly select: string | null;
  readonly exclude: string | null;
  /** Whether schedules are left out of account. */
  readonly ignoreCron: boolean;
  readonly memoryLimit: string | null;
  readonly concurrency: number;
  /** How often what may pass is tried again. */
  readonly retries: number;
  readonly discardExternal: readonly string[];
  /** How long to wait for another holder of the environment, in milliseconds; null: not at all. */
  readonly wait: number | null;
  readonly events: string | null;
}

/** `lode run [environment]`: refreshes what is due or has new input, by the definitions that stand there. Commits what is not downstream of a failure. */
export async function runCommand(context: Context, request: RunOptions): Promise<ExitCode> {
  const { host, options } = context;
  checkEvents(context, request.events);
  const open = await openProject(host, options);
  const environment = environmentOf(open, request.environment);
  const hold = { environment, command: `lode run ${environment}`, wait: request.wait };
  const standing = await readCommitted(open.lake, environment);
  const target = standing?.record.target ?? '';
  const early = earlyFailures(context, open, { command: 'run', environment, target });
  try {
    await awaitEnvironment(context, open, hold);
    for (;;) {
      const code = await refresh(context, request, { open, environment, hold, early });
      if (code !== null) return code;
    }
  } catch (error) {
    await early.tell(error);
    throw error;
  }
}

interface Given {
  readonly open: OpenProject;
  readonly environment: string;
  readonly hold: HoldRequest;
  readonly early: EarlyFailures;
}

/** null where another process, for which this one waited, has made a version in between. */
async function refresh(
  context: Context,
  request: RunOptions,
  { open, environment, hold, early }: Given,
): Promise<ExitCode | null> {
  const { host, console } = context;
  const recovered = await recoverEnvironment(console, open, environment);
  const base = await readBase(open.lake, environment);
  if (base.manifest === null) throw new DiagnosticError(diagnose('run-nothing-stands', { environment }));
  // The files of the project serve where they say what stands; a project that cannot be compiled stops no nightly run.
  const { compiled } = await compileOpen(host, open);
  const { target } = base.manifest.record;
  const rebind = rebinder(host, open.project.timeZone);
  const contracted = contractedRelations(compiled.sources, recordedDrift(base.manifest, target));
  const recorded = await recordedSteps(
    stepsOf(compiled, open.folder),
    contracted,
    rebind,
    laggingRelations(compiled.sources, base.manifest, target),
  );
  const steps = await standingSteps(open.lake, base.manifest, recorded.steps);
  const sources = openTarget(host, open, target);
  let held: Awaited<ReturnType<typeof holdEnvironment>> = null;
  try {
    const discard = new Set(request.discardExternal.map((name) => name.toLowerCase()));
    const rebuild = new Set([...discard, ...(await damagedTables(open.lake, environment, base))]);
    const selected = selectModels(compiled, request, base.manifest);
    const { plan: found, evolution } = await prepareRun({
      lake: open.lake,
      manifest: base.manifest,
      steps,
      sources,
      relations: compiled.sources,
      selected,
      bySchedule: !request.ignoreCron,
      rebuild,
      rebind,
    });
    const plan = withTouchedColumns(found, compiled);
    console.diagnostics(evolution.diagnostics, open.fileText);
    const timeOf = askedOfTime(steps, base.manifest, selected);
    if (!hasWork(plan) && timeOf.size === 0) return nothingDue(context, plan);
    if (hasWork(plan)) console.say(renderPlan(plan, console.style, { width: console.width }));
    held = await holdEnvironment(context, open, { ...hold, head: base.head });
    if (held === null) return null;
    return await carryOut(context, {
      kind: 'run',
      compiled,
      open,
      request,
      plan,
      standing: base.manifest,
      returned: [],
      base,
      evolution,
      sources,
      rebuild,
      discard,
      timeOf,
      retries: request.retries,
      recovered,
      release: held.release,
      early,
    });
  } finally {
    await held?.release();
    await sources.close();
  }
}

function nothingDue({ options, console }: Context, plan: Plan): ExitCode {
  if (options.json) console.document({ formatVersion: '1.0', plan, versions: [], diagnostics: [] });
  console.say(
    `${console.style.green('✓')} Nothing is due in ${plan.environment}, and nothing that it reads has new rows. Nothing was written.`,
  );
  return exitCodes.done;
}
