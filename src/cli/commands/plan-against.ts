import { basename, resolve } from 'node:path';
import { judgeProject, touchedConsumers } from '../../change/index.ts';
import { type CompiledProject, compileCached, readProject } from '../../compile/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Definition } from '../../environment/index.ts';
import { compareProjects, type Plan } from '../../plan/index.ts';
import { openCompilingDatabase } from '../databases.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';
import { parseOverrules } from '../overrules.ts';
import { consumersOf, definitionsOf } from '../plan-project.ts';

export interface AgainstOptions {
  /** `git:REVISION`, or another folder that holds the project. */
  readonly against: string;
  readonly target: string;
  readonly overrule: readonly string[];
  readonly reason: string | null;
}

export interface AgainstPlan {
  readonly plan: Plan;
  /** The definitions that it was compared with, by lower-case name. */
  readonly old: ReadonlyMap<string, Definition>;
}

/** What the project would change in an environment that another version of it had filled. Looks at no lake and connects to no source. */
export async function planAgainst(
  host: Host,
  open: OpenProject,
  compiled: CompiledProject,
  request: AgainstOptions,
): Promise<AgainstPlan> {
  const other = await compileOther(host, open, request.against);
  const old = new Map(definitionsOf(other).map((definition) => [definition.name.toLowerCase(), definition]));
  const next = definitionsOf(compiled);
  const oldPlans = plansOf(other);
  const nextPlans = plansOf(compiled);
  const judgements = judgeProject({
    old,
    next,
    oldPlan: (definition) => oldPlans.get(definition.name) ?? null,
    nextPlan: (definition) => nextPlans.get(definition.name) ?? null,
    forms: new Map(),
    overrules: parseOverrules(request.overrule, request.reason, compiled),
    kept: new Set(),
  });
  const plan = compareProjects({
    against: nameOf(host, request.against),
    target: request.target,
    project: open.lake.project,
    createdAt: new Date(host.clock.now()).toISOString(),
    old,
    next,
    judgements,
    exposures: touchedConsumers(consumersOf(compiled), judgements),
  });
  return { plan, old };
}

/** What the plan calls the other version: where a folder lies on this machine is nobody's business, and no comment of a review should change with it. */
function nameOf(host: Host, against: string): string {
  return against.startsWith('git:') ? against : `folder:${basename(resolve(host.folder, against))}`;
}

/** Both sides are compiled by this engine today: nothing but the files differs. */
async function compileOther(host: Host, open: OpenProject, against: string): Promise<CompiledProject> {
  if (!against.startsWith('git:')) return compileFolder(host, resolve(host.folder, against), against);
  const revision = against.slice('git:'.length);
  const copy = await host.gitFolder(open.folder, revision).catch((error: unknown): never => {
    throw unreadable(against, error instanceof Error ? error.message : String(error));
  });
  try {
    return await compileFolder(host, copy.folder, against);
  } finally {
    await copy.remove();
  }
}

/** Its lake and its secrets are not needed, and not asked for. */
async function compileFolder(host: Host, folder: string, against: string): Promise<CompiledProject> {
  const { value } = await readProject(host.files, folder, host.environment);
  const engine = { name: host.engine.name, version: host.engine.version };
  const { compiled, diagnostics } = await compileCached(
    value.files,
    async ({ timeZone }) => ({ database: await openCompilingDatabase(host, timeZone), engine }),
    null,
  );
  const error = diagnostics.find((diagnostic) => diagnostic.severity === 'error');
  if (compiled === null || error !== undefined) throw unreadable(against, placedText(error));
  return compiled;
}

function placedText(error: Diagnostic | undefined): string {
  if (error === undefined) return 'It does not compile.';
  const place = error.subject === null ? '' : `${error.subject.file}:${error.subject.line}: `;
  return `It does not compile: ${place}${error.summary}.`;
}

function unreadable(revision: string, problem: string): DiagnosticError {
  return new DiagnosticError(diagnose('revision-unreadable', { revision, problem }));
}

function plansOf({ models }: CompiledProject): ReadonlyMap<string, string> {
  return new Map(models.map((model) => [model.name, model.planJson]));
}
