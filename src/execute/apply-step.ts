import { loadOf, type ManifestModel, ownsTable, sideName } from '../environment/index.ts';
import { type PlanModel, unstableScope } from '../plan/index.ts';
import { contextualResults } from './audit-context.ts';
import { judgeAudits, withResults } from './audit-model.ts';
import { readVersion } from './base-environment.ts';
import { mustHold } from './decisive.ts';
import { keepFailures } from './evidence/keep-failures.ts';
import { rowChangeOf, rowsAfter, totalsOf } from './kinds/applied.ts';
import { type BaseTable, closeBaseTable, openBaseTable } from './kinds/base-table.ts';
import { applyRows, auditAdopted, auditChange, takenOver } from './kinds/index.ts';
import { timeColumnOf } from './kinds/interval-sql.ts';
import type { ApplicationJob } from './kinds/job.ts';
import { rangesAfter, touchesAfter } from './kinds/ranges.ts';
import { type LoadContext, loadRows, standingPosition } from './load/index.ts';
import { profileAdopted, profileApplied } from './profile/index.ts';
import { sideOutcome } from './quarantine/side-table.ts';
import { noChangeOfRows } from './row-change.ts';
import { stagingCatalog } from './stage-sources.ts';
import type { Step } from './step.ts';
import { type Done, draftOf, finderOf, finished, identityOf, seenBy, type Turn, take } from './turn.ts';

/** A run of a model whose table keeps rows of earlier runs. Its audits look at the table as it would be, and where one row says all, only at rows that are new. */
export async function applyStep(turn: Turn, planned: PlanModel): Promise<Done> {
  const { run, session, step, inputs, standing } = turn;
  const { lake, onEvent } = run.request;
  const { adopt } = planned;
  const base = adopt !== null ? await adoptedTable(turn, adopt) : planned.rebuild ? null : await baseOf(turn);
  try {
    const isWhole = adopt !== null && planned.action === 'reuse';
    const load = loadOf(step.definition);
    if (!isWhole) mustHold(step, run.staged.unfit);
    const job = jobOf(turn, planned, base);
    const applied = isWhole
      ? takenOver(base!)
      : load === null
        ? await applyRows(step.kind, job, base)
        : await loadRows(job, loadContext(turn), base);
    const after = await rowsAfter(lake, step, applied);
    const results = isWhole
      ? await auditAdopted(session, step, base!, after)
      : await auditChange(session, step, applied, after);
    const rows = rowChangeOf(applied);
    await take(run, step, applied.content, after);
    const beyond = await contextualResults(turn, after);
    const side = await sideOutcome(turn, applied.aside ?? nothingAside, await sideBefore(turn, planned));
    const totals = totalsOf(applied);
    const found = withResults(results, beyond);
    const judged = judgeAudits(step, found, totals.rows ?? 0, onEvent, side?.counts);
    await keepFailures(turn, after, judged.results);
    const outcome = rows.kind === 'none' ? 'unchanged' : applied.reused ? 'reused' : 'built';
    if (isWhole) profileAdopted(run.profiles, step, adopt);
    const { builds, reused, content } = applied;
    const measured = {
      builds,
      reused,
      content,
      rows: totals.rows,
      redefined: standing !== null && standing.definition !== step.definitionHash,
      begins: base === null,
      intervals: planned.intervals,
      after,
    };
    const told =
      isWhole || rows.kind === 'none' || judged.blocked
        ? []
        : await profileApplied(run.profiles, session, step, measured);
    finished(turn, outcome, totals, judged);
    const byTime = timeColumnOf(step.definition) !== null;
    if (byTime) run.seen.set(step.key, [{ relation: step.name, content: applied.content }]);
    const draft = {
      ...draftOf(run, step, inputs, applied.content, null),
      ...totals,
      ranges: nextRanges(step, base, planned, run.request.plan.requested.rowLimit !== null),
      seen: byTime ? [...seenBy(turn)] : [],
      touches: byTime ? touchesAfter(base?.entry ?? null, planned.intervals, applied.content) : [],
      builds: applied.builds.map((build) => build.id),
      ...(applied.load === undefined ? {} : { load: applied.load }),
      ...(isWhole ? takenAlong(base!) : {}),
    };
    return {
      ...judged,
      diagnostics: [...judged.diagnostics, ...told],
      side: side?.outcome ?? null,
      outcome: { step, draft, rows },
    };
  } finally {
    if (base !== null) await closeBaseTable(base);
  }
}

/** A model that is made whole, as another environment has made it. */
export async function adoptStep(turn: Turn, adopt: NonNullable<PlanModel['adopt']>): Promise<Done> {
  const { run, session, step, inputs, standing } = turn;
  const { lake, onEvent, discard } = run.request;
  const base = await adoptedTable(turn, adopt);
  try {
    const applied = takenOver(base);
    const after = await rowsAfter(lake, step, applied);
    await take(run, step, base.entry.content, after);
    const results = await auditAdopted(session, step, base, after);
    const beyond = await contextualResults(turn, after);
    const judged = judgeAudits(step, withResults(results, beyond), base.entry.rows ?? 0, onEvent);
    await keepFailures(turn, after, judged.results);
    const same = standing?.table != null && standing.content === base.entry.content && !discard.has(step.key);
    const asItStands = same && standing.definition === step.definitionHash;
    if (!asItStands) profileAdopted(run.profiles, step, adopt);
    finished(turn, asItStands ? 'unchanged' : 'reused', base.entry, judged);
    const { rows, bytes, builds, inputs: read } = base.entry;
    const draft = {
      ...draftOf(run, step, inputs, base.entry.content, null),
      rows,
      bytes,
      builds,
      inputs: read,
    };
    const side = await sideOutcome(turn, nothingAside, await adoptedSide(turn, adopt));
    const outcome = { step, draft, rows: asItStands ? noChangeOfRows : rowChangeOf(applied) };
    return { ...judged, side: side?.outcome ?? null, outcome };
  } finally {
    await closeBaseTable(base);
  }
}

/** What belongs to rows that another environment has made: what they were made of, and how far that had come. */
function takenAlong({ entry: { inputs, seen, load } }: BaseTable) {
  return { inputs, seen, ...(load === undefined ? {} : { load }) };
}

function loadContext({ run, step, standing }: Turn): LoadContext {
  const { sources, runId, lake, plan, onEvent } = run.request;
  const [input] = step.definition.inputs;
  const relation = run.relations.find((each) => each.name === input!.relation)!;
  return {
    sources,
    relation,
    catalog: stagingCatalog,
    told: run.staged.told,
    runId,
    rowLimit: plan.requested.rowLimit,
    position: standingPosition(step, standing, relation.name),
    now: lake.clock.now,
    onEvent,
  };
}

/** Of a run that puts no row aside, and gives none anew. */
const nothingAside = { builds: [], intervals: [], given: null, anew: false };

/** The side table that stands: that of the environment from which the model is taken over, else its own, under the name that the model had. */
async function sideBefore(turn: Turn, planned: PlanModel): Promise<ManifestModel | null> {
  if (planned.adopt !== null) return adoptedSide(turn, planned.adopt);
  const models = turn.run.request.manifest?.models;
  const name = planned.renamedFrom ?? turn.step.name;
  return (
    models?.get(sideName(turn.step.name).toLowerCase()) ?? models?.get(sideName(name).toLowerCase()) ?? null
  );
}

async function adoptedSide(
  { run, step }: Turn,
  adopt: NonNullable<PlanModel['adopt']>,
): Promise<ManifestModel | null> {
  const { models } = await readVersion(run.request.lake, adopt.environment, adopt.version);
  return models.get(sideName(step.name).toLowerCase()) ?? null;
}

async function adoptedTable(
  { run, session, step }: Turn,
  adopt: NonNullable<PlanModel['adopt']>,
): Promise<BaseTable> {
  const { lake } = run.request;
  const { models } = await readVersion(lake, adopt.environment, adopt.version);
  const entry = models.get(step.key)!;
  return openBaseTable(lake, session, entry, entry.table!.version, false);
}

/** What the table keeps; null where there is nothing. Foreign commits that are to be overwritten are no part of it. */
async function baseOf({ run, session, step, standing }: Turn): Promise<BaseTable | null> {
  const { lake, plan, discard } = run.request;
  if (standing?.table == null) return null;
  const at = run.bases.get(step.key);
  const inPlace =
    ownsTable(plan.environment, standing.table.path) && !discard.has(step.key) && at !== undefined;
  const version = inPlace ? at.version : standing.table.version;
  return openBaseTable(lake, session, standing, version, inPlace);
}

function jobOf(turn: Turn, planned: PlanModel, base: BaseTable | null): ApplicationJob {
  const { run, session, step, inputs } = turn;
  const { plan, manifest, lake } = run.request;
  return {
    lake,
    session,
    step,
    identity: identityOf(run, step, inputs),
    applicationScope: `${unstableScope(plan.environment, manifest?.record.version ?? null)}#${base?.snapshot.version ?? 0}#${lake.clock.uuid()}`,
    intervals: planned.intervals,
    startedAt: run.startedAt,
    finder: finderOf(run),
  };
}

function nextRanges(
  step: Step,
  base: BaseTable | null,
  { intervals, forward }: PlanModel,
  sample: boolean,
): ManifestModel['ranges'] {
  const { definitionHash } = step;
  if (timeColumnOf(step.definition) !== null) {
    const proved = forward ? null : (base?.entry.definition ?? null);
    return rangesAfter(base?.entry.ranges ?? [], intervals, definitionHash, { proved, sample });
  }
  return [{ range: null, definition: definitionHash, sample }];
}
