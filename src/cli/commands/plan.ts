import { resolve } from 'node:path';
import type { Diagnostic } from '../../diagnostics/index.ts';
import { readCommitted, stepsOf } from '../../execute/index.ts';
import { hasWork, type Plan } from '../../plan/index.ts';
import { openTarget } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { compileWhole, environmentOf, type OpenProject, openProject, targetOf } from '../open-project.ts';
import { parseOverrules } from '../overrules.ts';
import { planProject } from '../plan-project.ts';
import { selectModels } from '../select-models.ts';
import { renderPlan } from '../views/plan-text.ts';
import type { Context } from './context.ts';
import { planAgainst } from './plan-against.ts';

export interface PlanOptions {
  readonly environment: string | null;
  readonly select: string | null;
  readonly exclude: string | null;
  readonly detailedExitCode: boolean;
  readonly out: string | null;
  readonly allowTargetChange: boolean;
  /** `MODEL=VERDICT`. */
  readonly overrule: readonly string[];
  readonly reason: string | null;
  /** `git:REVISION` or a folder: what to compare with in the place of an environment. */
  readonly against: string | null;
}

/** `lode plan [environment]`: what applying would do, and why. Writes nothing. */
export async function planCommand(context: Context, request: PlanOptions): Promise<ExitCode> {
  const { host, options } = context;
  const open = await openProject(host, options);
  const environment = environmentOf(open, request.environment);
  const target = targetOf(open, options.target);
  const { compiled, warnings } = await compileWhole(host, open);
  if (request.against !== null) {
    const { against, overrule, reason } = request;
    const { plan } = await planAgainst(host, open, compiled, { against, target, overrule, reason });
    return show(context, request, open, plan, warnings);
  }
  const sources = openTarget(host, open, target);
  try {
    const manifest = await readCommitted(open.lake, environment);
    const { plan } = await planProject(host, open, {
      manifest,
      environment,
      target,
      steps: stepsOf(compiled, open.folder),
      sources,
      compiled,
      selected: selectModels(compiled, request, manifest),
      rebuild: new Set(),
      allowTargetChange: request.allowTargetChange,
      overrules: parseOverrules(request.overrule, request.reason, compiled),
    });
    return await show(context, request, open, plan, warnings);
  } finally {
    await sources.close();
  }
}

async function show(
  { host, options, console }: Context,
  request: PlanOptions,
  open: OpenProject,
  plan: Plan,
  warnings: readonly Diagnostic[],
): Promise<ExitCode> {
  console.diagnostics(warnings, open.fileText);
  const document = { ...plan, diagnostics: warnings };
  if (request.out !== null)
    await host.files.replace(resolve(host.folder, request.out), `${JSON.stringify(document, null, 2)}\n`);
  if (options.json) console.document(document);
  else console.result(renderPlan(plan, console.style));
  return request.detailedExitCode && hasWork(plan) ? exitCodes.differences : exitCodes.done;
}
