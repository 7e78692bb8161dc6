import type { Judgements, Overrule, TouchedConsumer } from '../change/index.ts';
import { type Build, currentFormat, type Definition, type Manifest } from '../environment/index.ts';
import type { Plan, PlanModel } from './plan.ts';
import { planModel, planRemoved } from './plan-model.ts';

export interface PlanRequest {
  readonly environment: string;
  readonly target: string;
  readonly project: { readonly name: string; readonly git: string | null };
  readonly createdAt: string;
  /** The project's models, upstream first. */
  readonly definitions: readonly Definition[];
  /** What the environment holds; null where it does not exist. */
  readonly manifest: Manifest | null;
  /** What became of each model, by lower-case name: of the project's and of those that left it. */
  readonly judgements: Judgements;
  /** New lower-case name → the name that the model has in the environment, for those that are called otherwise there. */
  readonly renames: ReadonlyMap<string, string>;
  /** Content of source relations, by lower-case name; null where only reading tells. */
  readonly sourceContents: ReadonlyMap<string, string | null>;
  /** Models to touch, by lower-case name; null: all. What is left out stays as it stands. */
  readonly selected: ReadonlySet<string> | null;
  /** Tables known to be damaged or to hold foreign rows that are to be discarded: built again whatever their inputs. */
  readonly rebuild: ReadonlySet<string>;
  readonly overrules: ReadonlyMap<string, Overrule>;
  readonly exposures: readonly TouchedConsumer[];
  /** The build with an id, where one exists. */
  readonly findBuild: (model: string, id: string) => Promise<Build | null>;
}

/**
 * Decides for every model of the project and of the environment what is to be done. A model is built when what it computes, or the rows that it reads, are not proved
 * to be what they were; where all inputs are known and a build of the same identity exists, it is reused.
 */
export async function makePlan(request: PlanRequest): Promise<Plan> {
  const inputs = { contents: new Map(request.sourceContents), moved: new Set<string>() };
  const models: PlanModel[] = [];
  const names = new Set<string>();
  for (const definition of request.definitions) {
    names.add(definition.name.toLowerCase());
    models.push(await planModel(request, definition, inputs));
  }
  const renamed = new Set([...request.renames.values()].map((name) => name.toLowerCase()));
  for (const standing of request.manifest?.models.values() ?? []) {
    const name = standing.name.toLowerCase();
    if (names.has(name) || renamed.has(name)) continue;
    models.push(planRemoved(request, standing));
  }
  const summary = { build: 0, reuse: 0, metadata: 0, drop: 0, none: 0 };
  for (const model of models) summary[model.action]++;
  return {
    formatVersion: currentFormat,
    environment: request.environment,
    target: request.target,
    baseVersion: request.manifest?.record.version ?? null,
    createdAt: request.createdAt,
    project: request.project,
    selection: request.selected === null ? null : [...request.selected].sort(),
    models,
    exposures: request.exposures.map(({ name, columns }) => ({ name, columns: [...columns] })),
    diagnostics: [],
    summary,
  };
}

/** Whether carrying the plan out would change anything. */
export function hasWork(plan: Plan): boolean {
  return plan.models.some((model) => model.action !== 'none' || model.carried);
}

/** The scope that an unstable model's build belongs to: the version that is being made, so that only a retry finds it. */
export function unstableScope(environment: string, baseVersion: number | null): string {
  return `${environment}@${baseVersion ?? 0}`;
}
