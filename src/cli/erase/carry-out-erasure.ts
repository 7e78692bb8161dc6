import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  currentFormat,
  type ErasedTable,
  type Erasure,
  type ErasureIntent,
} from '../../environment/index.ts';
import {
  beginErasure,
  type EraseRequest,
  endErasure,
  eraseFromSideTable,
  eraseRows,
  forgetFailures,
  forgetParity,
  forgetProfiles,
  forgetSamples,
  purgeHistory,
  repinEnvironment,
  type TableFinding,
} from '../../execute/index.ts';
import type { Session } from '../../ports/index.ts';
import type { Context } from '../commands/context.ts';
import type { OpenProject } from '../open-project.ts';
import { rebuildModels } from './rebuild-models.ts';
import { remainsOf } from './remains.ts';
import {
  forgottenOf,
  type LakeSurvey,
  type SurveyedEnvironment,
  standingBase,
  surveyLake,
} from './survey-lake.ts';

export interface Erasing {
  readonly open: OpenProject;
  readonly session: Session;
  readonly request: EraseRequest;
  readonly survey: LakeSurvey;
  /** What it does, or what it goes on with. */
  readonly intent: ErasureIntent;
}

/**
 * Carries an erasure out, environment by environment, those first that others read from. Each step finds what is left to do by itself, so that the same request, given once more after it was stopped, completes it.
 */
export async function carryOutErasure(
  context: Context,
  { open, session, request, survey, intent }: Erasing,
): Promise<Erasure> {
  const { lake } = open;
  await beginErasure(lake, intent);
  for (const found of survey.environments) await eraseEnvironment(context, open, session, found);
  const after = await surveyLake(open, session, request, null, false);
  const left = after.environments.flatMap(({ environment, tables }): Diagnostic[] => {
    const models = tables
      .filter(({ rows, how }) => (rows ?? 0) > 0 && how !== 'left')
      .map(({ step }) => step.name);
    return models.length === 0 ? [] : [diagnose('erase-not-complete', { environment, models })];
  });
  if (left.length > 0) throw new DiagnosticError(left);
  for (const table of survey.sideTables) await eraseFromSideTable(lake, session, table);
  const found = forgottenOf(survey.environments, intent.purge);
  const begun = intent.environments.flatMap(({ tables }) => tables.map(({ model }) => model.toLowerCase()));
  const forgotten = found === 'all' ? found : new Set([...found, ...begun]);
  await forgetSamples(lake, session, forgotten);
  await forgetFailures(lake);
  await forgetParity(lake, session);
  await forgetProfiles(lake, session, forgotten, intent.startedAt);
  const environments: Erasure['environments'] = [];
  for (const { environment, incarnation, tables } of intent.environments) {
    const { head } = await standingBase(open, environment);
    environments.push({ environment, incarnation, version: head, tables });
  }
  const names = survey.environments.map(({ environment }) => environment);
  const sides = survey.sideTables.map(({ path, rows }) => ({ path, rows }));
  if (intent.purge)
    await purgeHistory(
      lake,
      session,
      names,
      sides.map(({ path }) => path),
    );
  const { mark: _, environments: __, ...start } = intent;
  const done: Erasure = {
    ...start,
    endedAt: new Date(lake.clock.now()).toISOString(),
    environments,
    sideTables: sides,
    remains: remainsOf(open, survey, intent.purge, lake.clock.now()),
  };
  await endErasure(lake, done);
  return done;
}

async function eraseEnvironment(
  context: Context,
  open: OpenProject,
  session: Session,
  { environment, tables, manifest }: SurveyedEnvironment,
): Promise<void> {
  const { lake } = open;
  // What it reads of another environment it reads without these rows from now on.
  if (manifest.record.base !== null) await repinEnvironment(lake, environment);
  await eraseRows(lake, session, {
    environment,
    base: await standingBase(open, environment),
    tables: tables.filter(({ how }) => how === 'rows'),
    retentionDays: open.project.retentionDays,
  });
  const again = new Set(tables.filter(({ how }) => how === 'rebuilt').map(({ step }) => step.key));
  if (again.size > 0) await rebuildModels(context, open, environment, again);
}

/** What an erasure is going to do, for its record. */
export function intentOf(
  open: OpenProject,
  survey: LakeSurvey,
  given: Pick<ErasureIntent, 'id' | 'request' | 'mark' | 'purge'>,
): ErasureIntent {
  const { lake } = open;
  return {
    formatVersion: currentFormat,
    ...given,
    by: lake.actor,
    startedAt: new Date(lake.clock.now()).toISOString(),
    environments: survey.environments.flatMap(({ environment, manifest, tables }) => {
      const erased = tables.flatMap(erasedTable);
      const { incarnation, version } = manifest.record;
      return erased.length === 0 ? [] : [{ environment, incarnation, version, tables: erased }];
    }),
  };
}

function erasedTable({ step, how, rows }: TableFinding): ErasedTable[] {
  return how === 'rows' || how === 'rebuilt' || how === 'left' ? [{ model: step.name, how, rows }] : [];
}
