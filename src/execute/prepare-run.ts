import { type Judgements, noChange } from '../change/index.ts';
import type { Manifest, ManifestModel } from '../environment/index.ts';
import { makePlan, type Plan } from '../plan/index.ts';
import { type ContractRelation, lastTick } from '../project/index.ts';
import { readWholeBuild } from './builds.ts';
import {
  boundRelations,
  contractedHashes,
  type Evolution,
  type EvolvedPlan,
  planEvolved,
  type RebindDefinitions,
  recordedDrift,
  sourceContents,
} from './evolve/index.ts';
import { type Lake, momentOf } from './lake.ts';
import type { OpenSources } from './open-sources.ts';
import type { Step } from './step.ts';

export interface RefreshRequest {
  readonly lake: Lake;
  readonly manifest: Manifest;
  /** What stands, upstream first: see `standingSteps`. */
  readonly steps: readonly Step[];
  readonly sources: OpenSources;
  /** The project's contracts. */
  readonly relations: readonly ContractRelation[];
  /** Lower-case names; null: all. */
  readonly selected: ReadonlySet<string> | null;
  /** Whether schedules count; else everything may be refreshed now. */
  readonly bySchedule: boolean;
  readonly rebuild: ReadonlySet<string>;
  readonly rebind: RebindDefinitions;
}

/**
 * What refreshing an environment comes to: its own definitions over what its sources and tables hold by now. A model with a schedule is looked at when its time has come since it was last refreshed; one without
 * always. What was rolled back is left alone until it is released; so is what the environment only reads from another.
 */
export async function prepareRun(request: RefreshRequest): Promise<EvolvedPlan> {
  const { lake, manifest, steps } = request;
  const { target } = manifest.record;
  const now = lake.clock.now();
  const due = new Set(
    [...manifest.own].filter((name) => {
      const model = manifest.models.get(name)!;
      const step = steps.find(({ key }) => key === name);
      const asked = request.selected === null || request.selected.has(name);
      return asked && step !== undefined && isDue(model, step, now, request.bySchedule);
    }),
  );
  const recorded = recordedDrift(manifest, target);
  const known = boundRelations(steps, request.relations, recorded);
  const evolving = { steps, known, sources: request.sources, loading: due, rebind: request.rebind };
  const judgements: Judgements = new Map(
    steps.map(({ key, definition }) => [
      key,
      { change: noChange, predecessor: definition, match: null, overrule: null },
    ]),
  );
  return planEvolved(evolving, judgements, (evolution, judged) =>
    planOver(request, due, evolution, judged, now),
  );
}

async function planOver(
  { lake, manifest, steps, sources, rebuild }: RefreshRequest,
  due: ReadonlySet<string>,
  evolution: Evolution,
  judgements: Judgements,
  now: number,
): Promise<Plan> {
  const { environment, target } = manifest.record;
  const definitions = evolution.steps.map((step) => step.definition);
  const asked = evolution.steps.filter(({ key }) => due.has(key));
  return makePlan({
    environment,
    target,
    project: lake.project,
    createdAt: momentOf(now),
    definitions,
    hashes: new Map(evolution.steps.map((step) => [step.definition, step.definitionHash])),
    manifest,
    judgements,
    sourceContents: await sourceContents(sources, target, { ...evolution, steps: asked }),
    selected: due,
    rebuild,
    elsewhere: async () => [],
    requested: { restate: [], window: null, asBuilt: false, rowLimit: null },
    newestOfBase: null,
    repinned: false,
    now,
    old: new Map(steps.map(({ key, definition }) => [key, definition])),
    contracted: contractedHashes(evolution.steps),
    unmoved: new Map(steps.map(({ key, definition }) => [key, definition])),
    exposures: [],
    findBuild: (model, id) => readWholeBuild(lake, model, id),
  });
}

function isDue(model: ManifestModel, { definition }: Step, now: number, bySchedule: boolean): boolean {
  if (model.heldAt !== null || definition.kind === 'seed') return false;
  const { cron, timeZone } = definition.header;
  if (!bySchedule || typeof cron !== 'string' || model.refreshedAt === null) return true;
  const zone = typeof timeZone === 'string' ? timeZone : (definition.settings.TimeZone ?? 'UTC');
  const tick = lastTick(cron, zone, now);
  return tick !== null && tick > Date.parse(model.refreshedAt);
}
