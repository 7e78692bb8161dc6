import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import type { Manifest } from '../environment/index.ts';
import { makePlan, type Plan } from '../plan/index.ts';
import type { ContractRelation } from '../project/index.ts';
import { readBuild } from './builds.ts';
import { type Lake, momentOf } from './lake.ts';
import { type OpenSources, sourceContents } from './open-sources.ts';
import { readDefinitions } from './read-environment.ts';
import type { Step } from './step.ts';

export interface PlanningRequest {
  readonly lake: Lake;
  readonly environment: string;
  readonly target: string;
  /** What the environment holds; null where it does not exist. */
  readonly manifest: Manifest | null;
  readonly steps: readonly Step[];
  readonly sources: OpenSources;
  readonly relations: readonly ContractRelation[];
  /** Lower-case names; null: all. */
  readonly selected: ReadonlySet<string> | null;
  readonly rebuild: ReadonlySet<string>;
  readonly allowTargetChange: boolean;
}

/** Plans against what the environment holds. Reads only; sources are asked for their versions, not for rows. */
export async function preparePlan(request: PlanningRequest): Promise<Plan> {
  const { lake, environment, target, manifest } = request;
  const allowed = request.allowTargetChange && request.selected === null;
  if (manifest !== null && manifest.record.target !== target && !allowed) {
    const standing = manifest.record.target;
    throw new DiagnosticError(diagnose('target-differs', { environment, standing, wanted: target }));
  }
  const needed = new Set(request.steps.flatMap((step) => step.sourceReads.map((read) => read.relation)));
  return makePlan({
    environment,
    target,
    project: lake.project,
    createdAt: momentOf(lake.clock.now()),
    definitions: request.steps.map((step) => step.definition),
    manifest,
    oldDefinitions: await readDefinitions(lake, manifest),
    sourceContents: await sourceContents(
      request.sources,
      target,
      request.relations.filter((relation) => needed.has(relation.name)),
    ),
    selected: request.selected,
    rebuild: request.rebuild,
    findBuild: (model, id) => readBuild(lake, model, id),
  });
}
