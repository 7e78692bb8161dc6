import { DiagnosticError } from '../../diagnostics/index.ts';
import type { ManifestRecord } from '../../environment/index.ts';
import {
  apply,
  contractedRelations,
  laggingRelations,
  prepareRun,
  recordedDrift,
  recordedSteps,
  standingSteps,
  stepsOf,
} from '../../execute/index.ts';
import { hasWork } from '../../plan/index.ts';
import type { Context } from '../commands/context.ts';
import { openBuildingDatabase, openPlanningDatabase, openTarget } from '../databases.ts';
import { expiryOf } from '../expiry.ts';
import { compileOpen, type OpenProject } from '../open-project.ts';
import { rebinder } from '../plan-project.ts';
import { standingBase } from './survey-lake.ts';

/** Makes models of an environment (by lower-case name) again, by the definitions that stand there, all or nothing. Rejects where one fails, with exit 3 where an audit stops it. */
export async function rebuildModels(
  { host, console }: Context,
  open: OpenProject,
  environment: string,
  models: ReadonlySet<string>,
): Promise<readonly ManifestRecord[]> {
  const base = await standingBase(open, environment);
  const { manifest } = base;
  const { target } = manifest.record;
  const { compiled } = await compileOpen(host, open);
  const rebind = rebinder(host, open.project.timeZone);
  const contracted = contractedRelations(compiled.sources, recordedDrift(manifest, target));
  const recorded = await recordedSteps(
    stepsOf(compiled, open.folder),
    contracted,
    rebind,
    laggingRelations(compiled.sources, manifest, target),
  );
  const steps = await standingSteps(open.lake, manifest, recorded.steps);
  const sources = openTarget(host, open, target);
  const database = await openBuildingDatabase(host, open, null);
  try {
    const { plan, evolution } = await prepareRun({
      lake: open.lake,
      manifest,
      steps,
      sources,
      relations: compiled.sources,
      selected: models,
      bySchedule: false,
      rebuild: models,
      rebind,
    });
    if (!hasWork(plan)) return [];
    const result = await apply({
      lake: open.lake,
      database,
      sources,
      planningDatabase: () => openPlanningDatabase(host, open.project.timeZone),
      relations: evolution.relations,
      refused: evolution.refused,
      steps: evolution.steps,
      plan,
      manifest,
      returned: [],
      head: base.head,
      incarnation: base.incarnation!,
      retentionDays: open.project.retentionDays,
      expiresAt: expiryOf(open.project, environment, host.clock.now()),
      partial: false,
      retries: null,
      concurrency: 1,
      rebuild: models,
      discard: new Set(),
      staying: null,
      runId: host.clock.uuid(),
      profile: open.project.profile,
      onEvent(event) {
        if (event.kind === 'model-finished') console.say(`  made again: ${event.model}`);
      },
    });
    if (result.stopped !== 'no')
      throw new DiagnosticError(result.diagnostics, result.stopped === 'check' ? 3 : 1);
    console.diagnostics(result.diagnostics, open.fileText);
    return result.versions;
  } finally {
    await sources.close();
    await database.close();
  }
}
