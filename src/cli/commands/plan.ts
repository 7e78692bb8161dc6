import { resolve } from 'node:path';
import type { CompiledProject } from '../../compile/index.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';
import { type Evolution, type PreparedPlan, readCommitted, stepsOf } from '../../execute/index.ts';
import { hasWork } from '../../plan/index.ts';
import { planMarkdown, planTexts } from '../../reports/plan/index.ts';
import { openTarget } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { compileWhole, environmentOf, type OpenProject, openProject, targetOf } from '../open-project.ts';
import { parseOverrules } from '../overrules.ts';
import { definitionsOf, planProject } from '../plan-project.ts';
import { refusedLoads } from '../refuse-drift.ts';
import { type AskedFor, requestedOf, startOf } from '../requested.ts';
import { selectModels } from '../select-models.ts';
import { renderPlan } from '../views/plan-text.ts';
import type { Context } from './context.ts';
import { planAgainst } from './plan-against.ts';

export const planFormats = ['text', 'markdown', 'json'] as const;
export type PlanFormat = (typeof planFormats)[number];

export interface PlanOptions {
  readonly environment: string | null;
  readonly select: string | null;
  readonly exclude: string | null;
  readonly detailedExitCode: boolean;
  readonly out: string | null;
  readonly allowTargetChange: boolean;
  readonly asked: AskedFor;
  /** `MODEL=VERDICT`. */
  readonly overrule: readonly string[];
  readonly reason: string | null;
  /** `git:REVISION` or a folder: what to compare with in the place of an environment. */
  readonly against: string | null;
  /** Null: as `--json` says. */
  readonly format: PlanFormat | null;
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
    const prepared = await planAgainst(host, open, compiled, { against, target, overrule, reason });
    return show(context, request, open, { ...prepared, evolution: null, compiled, warnings });
  }
  const sources = openTarget(host, open, target);
  try {
    const standing = await readCommitted(open.lake, environment);
    const start = await startOf(open, standing, environment, target, request.asked);
    const prepared = await planProject(host, open, {
      start,
      requested: requestedOf(request.asked, compiled, environment),
      environment,
      target,
      steps: stepsOf(compiled, open.folder),
      sources,
      compiled,
      selected: selectModels(compiled, request, start.manifest),
      rebuild: new Set(),
      allowTargetChange: request.allowTargetChange,
      overrules: parseOverrules(request.overrule, request.reason, compiled),
    });
    return await show(context, request, open, { ...prepared, compiled, warnings });
  } finally {
    await sources.close();
  }
}

/** A plan, and what it was made of. */
interface Found extends Omit<PreparedPlan, 'evolution'> {
  /** null: it compares texts alone. */
  readonly evolution: Evolution | null;
  readonly compiled: CompiledProject;
  readonly warnings: readonly Diagnostic[];
}

async function show(
  { host, options, console }: Context,
  request: PlanOptions,
  open: OpenProject,
  { plan, old, evolution, compiled, warnings }: Found,
): Promise<ExitCode> {
  const refused = evolution === null ? [] : refusedLoads(plan, evolution);
  const told = [...warnings, ...plan.diagnostics, ...refused];
  console.diagnostics(told, open.fileText);
  const document = { ...plan, diagnostics: told };
  if (request.out !== null)
    await host.files.replace(resolve(host.folder, request.out), `${JSON.stringify(document, null, 2)}\n`);
  const compared = request.against !== null;
  const texts = () => planTexts(plan, old, definitionsOf(compiled));
  switch (request.format ?? (options.json ? 'json' : 'text')) {
    case 'json':
      console.document(document);
      break;
    case 'markdown':
      console.result(planMarkdown(plan, texts(), { compared }));
      break;
    case 'text':
      console.result(renderPlan(plan, console.style, { texts: texts(), compared, width: console.width }));
  }
  if (refused.length > 0)
    return refused.every(({ code }) => code === 'drift-frozen') ? exitCodes.stopped : exitCodes.error;
  return request.detailedExitCode && hasWork(plan) ? exitCodes.differences : exitCodes.done;
}
