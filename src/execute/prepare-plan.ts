import {
  type Consumer,
  type Judgements,
  judgeProject,
  type ModelForm,
  type Overrule,
  plansNeeded,
  touchedConsumers,
} from '../change/index.ts';
import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import { type Definition, definitionHash, type Manifest } from '../environment/index.ts';
import { type Elsewhere, makePlan, type Plan, type Requested } from '../plan/index.ts';
import type { ContractRelation } from '../project/index.ts';
import { readWholeBuild } from './builds.ts';
import {
  contractedHashes,
  contractedRelations,
  type Evolution,
  laggingRelations,
  planEvolved,
  type RebindDefinitions,
  recordedDrift,
  recordedSteps,
  sourceContents,
} from './evolve/index.ts';
import { type Lake, momentOf } from './lake.ts';
import type { OpenSources } from './open-sources.ts';
import { listEnvironments, readCommitted, readDefinitions } from './read-environment.ts';
import type { Step } from './step.ts';

/** The bound plans of stored definitions, by definition hash; null where the engine refuses one. */
export type BindDefinitions = (
  definitions: readonly Definition[],
) => Promise<ReadonlyMap<string, string | null>>;

export interface PlanningRequest {
  readonly lake: Lake;
  readonly environment: string;
  readonly target: string;
  /** What the environment holds; null where it does not exist. */
  readonly manifest: Manifest | null;
  readonly steps: readonly Step[];
  readonly consumers: readonly Consumer[];
  readonly sources: OpenSources;
  readonly relations: readonly ContractRelation[];
  /** Lower-case names; null: all. */
  readonly selected: ReadonlySet<string> | null;
  readonly rebuild: ReadonlySet<string>;
  readonly allowTargetChange: boolean;
  readonly requested: Requested;
  /** The newest version of the environment that this one reads from; null where it reads from none. */
  readonly newestOfBase: number | null;
  /** Whether it reads from another version of it until now. */
  readonly repinned: boolean;
  readonly overrules: ReadonlyMap<string, Overrule>;
  readonly bind: BindDefinitions;
  readonly rebind: RebindDefinitions;
  /** Forms of definitions that were derived before; new ones are added. */
  readonly forms: Map<string, ModelForm>;
}

export interface PreparedPlan {
  readonly plan: Plan;
  /** What it is carried out with: the project's steps over the schemas that sources have today. */
  readonly evolution: Evolution;
  /** The definitions that stand, by lower-case name: what a reviewer sees the new ones beside. */
  readonly old: ReadonlyMap<string, Definition>;
}

/** Plans against what the environment holds. Reads only; sources are asked for their versions, not for rows. */
export async function preparePlan(request: PlanningRequest): Promise<PreparedPlan> {
  const { environment, target, manifest } = request;
  const allowed = request.allowTargetChange && request.selected === null;
  if (manifest !== null && manifest.record.target !== target && !allowed) {
    const standing = manifest.record.target;
    throw new DiagnosticError(diagnose('target-differs', { environment, standing, wanted: target }));
  }
  const contracted = contractedRelations(request.relations, recordedDrift(manifest, target));
  const { steps, known } = await recordedSteps(
    request.steps,
    contracted,
    request.rebind,
    laggingRelations(request.relations, manifest, target),
  );
  const old = await standingDefinitions({ ...request, steps });
  const judged = await judge({ ...request, steps }, old);
  const evolving = {
    steps,
    known,
    sources: request.sources,
    loading: request.selected,
    rebind: request.rebind,
  };
  const prepared = await planEvolved(evolving, judged, (evolution, judgements) =>
    planOver(request, steps, evolution, old, judgements),
  );
  return { ...prepared, old };
}

/** `recorded`: the steps as they were before anything new was found of their sources. */
async function planOver(
  request: PlanningRequest,
  recorded: readonly Step[],
  evolution: Evolution,
  old: ReadonlyMap<string, Definition>,
  judgements: Judgements,
): Promise<Plan> {
  const { lake, environment, target, manifest } = request;
  const { steps } = evolution;
  return makePlan({
    environment,
    target,
    project: lake.project,
    createdAt: momentOf(lake.clock.now()),
    definitions: steps.map((step) => step.definition),
    hashes: new Map(steps.map((step) => [step.definition, step.definitionHash])),
    manifest,
    judgements,
    sourceContents: await sourceContents(request.sources, target, evolution),
    selected: request.selected,
    rebuild: request.rebuild,
    elsewhere: elsewhereIn(lake, environment),
    requested: request.requested,
    newestOfBase: request.newestOfBase,
    repinned: request.repinned,
    now: lake.clock.now(),
    old,
    contracted: contractedHashes(evolution.steps),
    unmoved: new Map(recorded.map(({ key, definition }) => [key, definition])),
    exposures: touchedConsumers(request.consumers, judgements),
    findBuild: (model, id) => readWholeBuild(lake, model, id),
  });
}

/** The tables that other environments have, by model; read when first asked for. */
function elsewhereIn(lake: Lake, environment: string): (model: string) => Promise<readonly Elsewhere[]> {
  let manifests: Promise<Manifest[]> | null = null;
  return async (model) => {
    manifests ??= otherManifests(lake, environment);
    return (await manifests).flatMap(({ record, models, own }) => {
      const found = own.has(model) ? models.get(model) : undefined;
      const { environment: name, version, target } = record;
      return found === undefined ? [] : [{ environment: name, version, target, model: found }];
    });
  };
}

async function otherManifests(lake: Lake, environment: string): Promise<Manifest[]> {
  const manifests: Manifest[] = [];
  for (const name of await listEnvironments(lake)) {
    if (name === environment) continue;
    const manifest = await readCommitted(lake, name);
    if (manifest !== null) manifests.push(manifest);
  }
  return manifests;
}

/** Models that are not selected stay as they stand: what reads them is judged over that. */
async function judge(request: PlanningRequest, old: ReadonlyMap<string, Definition>) {
  const { selected, steps } = request;
  const next = steps.flatMap((step) => {
    if (selected === null || selected.has(step.key)) return [step.definition];
    const standing = old.get(step.key);
    return standing === undefined ? [] : [standing];
  });
  const names = selected === null ? [] : steps.map((step) => step.key);
  const wanted = plansNeeded(old, next);
  const oldPlans = wanted.length === 0 ? new Map() : await request.bind(wanted);
  const plans = new Map(steps.map((step) => [step.definition, step.planJson]));
  return judgeProject({
    old,
    next,
    oldPlan: (definition) => oldPlans.get(definitionHash(definition)) ?? null,
    nextPlan: (definition) => plans.get(definition) ?? null,
    forms: request.forms,
    overrules: request.overrules,
    kept: new Set(names.filter((name) => selected?.has(name) === false)),
  });
}

/** The definitions of an environment's models, by lower-case name. Those that the project has as well are not read. */
async function standingDefinitions({
  lake,
  manifest,
  steps,
}: PlanningRequest): Promise<ReadonlyMap<string, Definition>> {
  const known = new Map(steps.map((step) => [step.definitionHash, step.definition]));
  const models = [...(manifest?.models ?? [])];
  const missing = models.flatMap(([, model]) => (known.has(model.definition) ? [] : [model.definition]));
  const read = await readDefinitions(lake, missing);
  return new Map(
    models.map(([name, { definition }]) => [name, known.get(definition) ?? read.get(definition)!]),
  );
}
