import { currentFormat, type ManifestModel, quarantineOf } from '../environment/index.ts';
import type { Touched } from './due-intervals.ts';
import type { Plan, PlanModel } from './plan.ts';
import { planModel, planRemoved } from './plan-model.ts';
import type { PlanRequest } from './plan-request.ts';

/**
 * Decides for every model of the project and of the environment what is to be done. A model is built when what it computes, or the rows that it reads, are not proved
 * to be what they were; where all inputs are known and a build of the same identity exists, it is reused.
 */
export async function makePlan(request: PlanRequest): Promise<Plan> {
  const renames = renamesOf(request);
  const known = {
    contents: new Map(request.sourceContents),
    moved: new Set<string>(),
    touched: new Map<string, readonly Touched[]>(),
    renames,
  };
  const models: PlanModel[] = [];
  const names = new Set<string>();
  for (const definition of request.definitions) {
    names.add(definition.name.toLowerCase());
    models.push(await planModel(request, definition, known));
  }
  const renamed = new Set(renames.values());
  for (const standing of request.manifest?.models.values() ?? []) {
    const name = standing.name.toLowerCase();
    if (names.has(name) || renamed.has(name) || isKeptAside(request, standing)) continue;
    models.push(planRemoved(request, standing));
  }
  return {
    formatVersion: currentFormat,
    environment: request.environment,
    target: request.target,
    baseVersion: request.manifest?.record.version || null,
    base: baseOf(request),
    createdAt: request.createdAt,
    project: request.project,
    requested: request.requested,
    selection: request.selected === null ? null : [...request.selected].sort(),
    models,
    exposures: request.exposures.map(({ name, columns }) => ({ name, columns: [...columns] })),
    drift: [],
    diagnostics: [],
    summary: countActions(models),
  };
}

/** Rows that were put aside stand as long as their model does, and goes on putting rows aside. */
function isKeptAside({ definitions }: PlanRequest, { sideOf }: ManifestModel): boolean {
  if (sideOf === undefined) return false;
  const owner = definitions.find(({ name }) => name.toLowerCase() === sideOf.toLowerCase());
  return owner !== undefined && quarantineOf(owner).length > 0;
}

function baseOf({ manifest, newestOfBase, repinned }: PlanRequest): Plan['base'] {
  const pin = manifest?.record.base ?? null;
  if (pin === null) return null;
  const { environment, version } = pin;
  return { environment, version, newest: newestOfBase ?? version, repinned };
}

/** New name → the name that the model has in the environment, both lower case, for those that are called otherwise there. */
function renamesOf({ definitions, judgements }: PlanRequest): Map<string, string> {
  const renames = new Map<string, string>();
  for (const { name } of definitions) {
    const key = name.toLowerCase();
    const before = judgements.get(key)?.predecessor?.name.toLowerCase() ?? key;
    if (before !== key) renames.set(key, before);
  }
  return renames;
}

/** How many models there are of each action. */
export function countActions(models: readonly PlanModel[]): Plan['summary'] {
  const summary = { build: 0, reuse: 0, metadata: 0, drop: 0, none: 0 };
  for (const model of models) summary[model.action]++;
  return summary;
}

/** Whether the environment is new over another one, or is to read from another version of it: a version of its own, whatever else is done. */
export function beginsOver({ base, baseVersion }: Plan): boolean {
  return base !== null && (base.repinned || baseVersion === null);
}

/** Whether carrying the plan out would change anything. */
export function hasWork(plan: Plan): boolean {
  return beginsOver(plan) || plan.models.some((model) => model.action !== 'none' || model.carried);
}
