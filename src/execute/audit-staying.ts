import { type Diagnostic, DiagnosticError } from '../diagnostics/index.ts';
import { type Manifest, type ManifestModel, sideName } from '../environment/index.ts';
import { type Audit, auditReads } from '../project/index.ts';
import { dependsOnTime } from '../quality/index.ts';
import { contextOf, noVersionBefore, prepareAudits } from './audit-context.ts';
import { auditRelation, judgeAudits } from './audit-model.ts';
import { buildFailure } from './build-model.ts';
import type { Outcome } from './commit-models.ts';
import { keepFailures } from './evidence/keep-failures.ts';
import { sourcesOf, viewsBehind } from './federation/needs-through-views.ts';
import { contentNow, waitsFor } from './kept-views.ts';
import { readDefinition } from './read-environment.ts';
import type { Run } from './run.ts';
import { defineStanding, quoteRelation } from './run-database.ts';
import { runAtOnce } from './schedule.ts';
import { standingSteps } from './standing-steps.ts';
import { isStored, type Step } from './step.ts';
import { finished, type Turn } from './turn.ts';

/** What a version is about to hold. */
export interface Coming {
  /** What stands before it. */
  readonly manifest: Manifest | null;
  readonly outcomes: readonly Outcome[];
  /** Models, by lower-case name, whose audits were asked in this run, or will be. */
  readonly asked: ReadonlySet<string>;
  /** Whether audits that the time alone can break are asked, too. */
  readonly last: boolean;
}

export interface StayingFound {
  readonly diagnostics: readonly Diagnostic[];
  readonly stopped: 'no' | 'check' | 'error';
  /** Models that are about to be committed, by lower-case name, which would break an audit that blocks; and the model that has it. */
  readonly culprits: ReadonlyMap<string, string>;
  /** Names of models that only together were found to break nothing. */
  readonly together: readonly (readonly string[])[];
}

/** A model that stays as it is, and what is to be asked of it again. */
interface Staying {
  readonly step: Step;
  readonly standing: ManifestModel;
  readonly audits: readonly Audit[];
  /** The models of the version that this is asked because of. */
  readonly because: readonly string[];
}

/** Models of an environment's own, by lower-case name, which have audits that the time alone can break. `selected`: lower-case names; null: all. What was rolled back is left alone. */
export function askedOfTime(
  steps: readonly Step[],
  { models, own }: Manifest,
  selected: ReadonlySet<string> | null,
): ReadonlySet<string> {
  const asked = steps.filter(
    ({ key, audits }) =>
      own.has(key) &&
      models.get(key)?.heldAt === null &&
      (selected === null || selected.has(key)) &&
      audits.some(dependsOnTime),
  );
  return new Set(asked.map(({ key }) => key));
}

/**
 * Asks models that stay as they are what may have become untrue of them, over the environment as it would be: audits that read other relations, where one of these is about to change; all audits of a view that shows other rows; and
 * in a run those of the time, such as `freshness`. Nothing is made visible meanwhile. A view that shows rows of a source is left out: its rows are not in the lake.
 */
export async function auditStaying(run: Run, coming: Coming): Promise<StayingFound> {
  const asked = await stayingModels(run, coming);
  const found = await runAtOnce(asked, run.request.concurrency, (each) => askAgain(run, coming, each));
  const culprits = new Map<string, string>();
  for (const [index, { stopped }] of found.entries())
    if (stopped !== 'no')
      for (const name of asked[index]!.because) culprits.set(name.toLowerCase(), asked[index]!.step.name);
  return {
    diagnostics: found.flatMap(({ diagnostics }) => diagnostics),
    stopped: found.some(({ stopped }) => stopped === 'error')
      ? 'error'
      : found.some(({ stopped }) => stopped === 'check')
        ? 'check'
        : 'no',
    culprits,
    together: asked.map(({ because }) => because),
  };
}

async function stayingModels(run: Run, { manifest, outcomes, asked, last }: Coming): Promise<Staying[]> {
  const { lake, steps, staying } = run.request;
  if (manifest === null || staying === null) return [];
  const { timeOf } = staying;
  const made = new Map(outcomes.map(({ step, draft }) => [step.key, draft.content]));
  const changes = (relation: string): boolean =>
    contentNow(relation, manifest, made) !== manifest.models.get(relation.toLowerCase())?.content;
  const moving = new Set([...made.keys()].filter(changes));
  if (moving.size === 0 && !(last && timeOf.size > 0)) return [];
  const moversOf = (relations: readonly string[]): string[] => {
    const reads = relations.map((relation) => ({ relation }));
    const reached = waitsFor(reads, manifest, new Set());
    const movers = outcomes.filter(({ step }) => moving.has(step.key) && reached.has(step.key));
    const tables = movers.filter(({ step }) => isStored(step.kind));
    // Where a table changes, the views between go with it.
    return (tables.length > 0 ? tables : movers).map(({ step }) => step.name);
  };
  const redefined = new Map(outcomes.map(({ step }) => [step.key, step.definitionHash]));
  const stays: Staying[] = [];
  for (const step of await standingSteps(lake, asCommitted(manifest, redefined), steps)) {
    const standing = manifest.models.get(step.key)!;
    if (step.audits.length === 0 || asked.has(step.key)) continue;
    const isOther = !isStored(step.kind) && changes(step.name);
    const beside = (audit: Audit) => auditReads(audit).filter((each) => each.toLowerCase() !== step.key);
    const audits = step.audits.filter(
      (audit) =>
        isOther || beside(audit).some(changes) || (last && timeOf.has(step.key) && dependsOnTime(audit)),
    );
    if (audits.length === 0 || (!isStored(step.kind) && (await showsSource(run, manifest, step)))) continue;
    const because = moversOf([...(isOther ? [step.name] : []), ...audits.flatMap(beside)]);
    stays.push({ step, standing, audits, because });
  }
  return stays;
}

/** The environment under the definitions that it is about to have. */
function asCommitted(manifest: Manifest, redefined: ReadonlyMap<string, string>): Manifest {
  const models = [...manifest.models].map(([key, model]): [string, ManifestModel] => [
    key,
    { ...model, definition: redefined.get(key) ?? model.definition },
  ]);
  return { ...manifest, models: new Map(models) };
}

async function showsSource({ request: { lake } }: Run, manifest: Manifest, step: Step): Promise<boolean> {
  const views = await viewsBehind([step.name], async (name) => {
    const standing = manifest.models.get(name);
    return standing === undefined ? undefined : readDefinition(lake, standing.definition);
  });
  return views.some((view) => sourcesOf(view).length > 0);
}

async function askAgain(
  run: Run,
  { manifest }: Coming,
  { step, standing, audits, because }: Staying,
): Promise<Pick<StayingFound, 'diagnostics' | 'stopped'>> {
  const { lake, database, onEvent } = run.request;
  const started = lake.clock.now();
  const session = await database.connect();
  try {
    const asked = { ...step, audits };
    await defineStanding(lake, run.session, manifest!, step.name, run.known);
    await prepareAudits(run, asked);
    const turn: Turn = {
      run,
      session,
      step: asked,
      inputs: standing.inputs,
      standing,
      seconds: () => (lake.clock.now() - started) / 1000,
    };
    const select = `SELECT * FROM ${quoteRelation(step.name)}`;
    const context = contextOf(step, select, noVersionBefore, lake.clock.now());
    const { rows, results } = await auditRelation(session, asked, select, audits, context);
    const byKey = new Map(results.map((result) => [result.audit, result]));
    const judged = judgeAudits(asked, byKey, rows, onEvent, null, because);
    await keepFailures(turn, select, judged.results);
    finished(turn, 'unchanged', { rows: standing.rows ?? rows, bytes: standing.bytes }, judged);
    return { diagnostics: judged.diagnostics, stopped: judged.blocked ? 'check' : 'no' };
  } catch (error) {
    const failure = buildFailure(step, error, true);
    if (!(failure instanceof DiagnosticError)) throw failure;
    return { diagnostics: failure.diagnostics, stopped: 'error' };
  } finally {
    session.close();
  }
}

/** What cannot be committed where `culprits` are not: what is built on them or audited with them, tables of rows put aside, and what else only together with them was found good. Lower-case names. */
export function dependents(
  outcomes: readonly Outcome[],
  culprits: Iterable<string>,
  together: StayingFound['together'],
  readsOf: (key: string) => readonly { readonly relation: string }[],
  manifest: Manifest | null,
): ReadonlySet<string> {
  const lost = new Set(culprits);
  for (let before = -1; before !== lost.size; ) {
    before = lost.size;
    for (const names of together)
      if (names.some((name) => lost.has(name.toLowerCase())))
        for (const name of names) lost.add(name.toLowerCase());
    for (const { step } of outcomes) {
      if (lost.has(step.key)) continue;
      const reached = waitsFor(readsOf(step.key), manifest, new Set());
      if ([...lost].some((key) => reached.has(key) || sideName(key).toLowerCase() === step.key))
        lost.add(step.key);
    }
  }
  return lost;
}
