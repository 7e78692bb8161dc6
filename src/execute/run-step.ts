import type { Diagnostic } from '../diagnostics/index.ts';
import {
  type Build,
  computationHash,
  derivedContent,
  filledRanges,
  type InputContent,
  keepsRows,
  type ManifestModel,
  type ManifestModelDraft,
  ownsTable,
  sameInputs,
  sameLayout,
  subtractRanges,
} from '../environment/index.ts';
import { type PlanModel, unstableScope } from '../plan/index.ts';
import type { Session } from '../ports/index.ts';
import { auditRelation, judgeAudits } from './audit-model.ts';
import { readVersion } from './base-environment.ts';
import { buildModel } from './build-model.ts';
import { redefined } from './carry.ts';
import type { Outcome } from './commit-models.ts';
import type { ExecuteEvent } from './events.ts';
import { contentNow } from './kept-views.ts';
import { rowChangeOf, rowsAfter, totalsOf } from './kinds/applied.ts';
import { type BaseTable, closeBaseTable, openBaseTable } from './kinds/base-table.ts';
import { applyRows, auditAdopted, auditChange, takenOver } from './kinds/index.ts';
import { timeColumnOf } from './kinds/interval-sql.ts';
import type { ApplicationJob } from './kinds/job.ts';
import { rangesAfter, touchesAfter } from './kinds/ranges.ts';
import { joinSeen, seenThrough } from './kinds/seen.ts';
import { momentOf } from './lake.ts';
import { sourceContent } from './open-sources.ts';
import { readDefinition } from './read-environment.ts';
import { filesOf, noChangeOfRows } from './row-change.ts';
import type { ApplyRequest, Run } from './run.ts';
import { buildQuery, defineMacros, defineRelation, defineStanding, quoteRelation } from './run-database.ts';
import { isStored, type Step } from './step.ts';

/** What is known of a model after its turn. */
export interface Done {
  /** null: nothing of it is to be recorded. */
  readonly outcome: Outcome | null;
  readonly diagnostics: readonly Diagnostic[];
  /** An audit that blocks has failed: nothing that reads the model may go on. */
  readonly blocked: boolean;
}

/** One model's turn: what it reads is made readable, it is built or defined, audited, and becomes readable itself. */
export async function runStep(run: Run, step: Step): Promise<Done> {
  const { request } = run;
  const started = request.lake.clock.now();
  request.onEvent({ kind: 'model-started', model: step.name });
  const session = await run.request.database.connect();
  try {
    if (request.manifest !== null) {
      for (const input of step.definition.inputs) {
        if (input.kind === 'source') continue;
        await defineStanding(request.lake, run.session, request.manifest, input.relation, run.known);
      }
    }
    const inputs = await inputContents(run, step);
    await defineMacros(run.session, step.definition, run.known);
    const standing = request.manifest?.models.get(step.key) ?? null;
    const planned = request.plan.models.find((model) => model.name === step.name);
    const turn: Turn = {
      run,
      session,
      step,
      inputs,
      standing,
      seconds: () => (request.lake.clock.now() - started) / 1000,
    };
    run.seen.set(step.key, seenBy(turn));
    if (!isStored(step.kind)) return await defineStep(turn);
    if (planned?.action === 'metadata' && standing?.table != null)
      return await redefineStep(turn, standing, planned);
    if (planned !== undefined && standsAlready(turn, planned)) return cutOff(turn, standing!);
    if (keepsRows(step.kind)) return await applyStep(turn, planned!);
    if (planned?.adopt != null) return await adoptStep(turn, planned.adopt);
    return await buildStep(turn);
  } finally {
    session.close();
  }
}

interface Turn {
  readonly run: Run;
  readonly session: Session;
  readonly step: Step;
  readonly inputs: readonly InputContent[];
  readonly standing: ManifestModel | null;
  readonly seconds: () => number;
}

/** Early cutoff: what was to be read anew turned out to be what it was, so that the model's rows are, too. */
function standsAlready({ run, step, inputs, standing }: Turn, planned: PlanModel): boolean {
  const { plan, discard } = run.request;
  if (standing?.table == null || standing.definition !== step.definitionHash || planned.rebuild) return false;
  if (plan.target !== run.request.manifest?.record.target || planned.adopt !== null) return false;
  if (discard.has(step.key) || run.bases.get(step.key)?.damaged === true) return false;
  if (plan.requested.restate.some(({ model }) => model.toLowerCase() === step.key)) return false;
  if (run.request.rebuild.has(step.key) || !sameInputs(standing.inputs, inputs)) return false;
  return subtractRanges(planned.intervals, filledRanges(standing.ranges)).length === 0;
}

/** Only where a schedule counts from it is it worth a version that the model was looked at. */
function cutOff(turn: Turn, standing: ManifestModel): Done {
  const { run, step } = turn;
  run.contents.set(step.key, standing.content);
  const judged = { diagnostics: [], blocked: false, counts: { passed: 0, warned: 0, failed: 0 } };
  finished(turn, 'unchanged', standing, judged);
  const { table: _, ...entry } = standing;
  const draft = { ...entry, refreshedAt: momentOf(run.startedAt) };
  const recorded = typeof step.definition.header.cron === 'string';
  return { ...judged, outcome: recorded ? { step, draft, rows: noChangeOfRows } : null };
}

/** A view or an embedded model has no rows of its own; its audits run over what it gives. */
async function defineStep(turn: Turn): Promise<Done> {
  const { run, session, step, inputs } = turn;
  const content = derivedContent(computationHash(step.definition), inputs);
  await take(run, step, content, step.select);
  const { rows, results } = await auditRelation(session, step, `SELECT * FROM ${quoteRelation(step.name)}`);
  const judged = judgeAudits(
    step,
    new Map(results.map((result) => [result.audit, result])),
    rows,
    run.request.onEvent,
  );
  finished(turn, 'defined', null, judged);
  return {
    ...judged,
    outcome: { step, draft: draftOf(run, step, inputs, content, null), rows: noChangeOfRows },
  };
}

/** The rows stay: only the header changed, or the query is proved to give them. The audits are run on them again. */
async function redefineStep(turn: Turn, standing: ManifestModel, planned: PlanModel): Promise<Done> {
  const { run, session, step, inputs } = turn;
  const { request } = run;
  await defineStanding(request.lake, run.session, request.manifest!, step.name, run.known);
  const { rows, results } = await auditRelation(session, step, `SELECT * FROM ${quoteRelation(step.name)}`);
  const judged = judgeAudits(
    step,
    new Map(results.map((result) => [result.audit, result])),
    rows,
    request.onEvent,
  );
  finished(turn, 'defined', null, judged);
  run.contents.set(step.key, standing.content);
  const { table: _, ...entry } = standing;
  return {
    ...judged,
    outcome: { step, draft: redefined(entry, step, inputs, planned.forward), rows: noChangeOfRows },
  };
}

/** What the step's rows come from of models that are computed by interval. */
function seenBy({ run, step, inputs }: Turn): readonly InputContent[] {
  return joinSeen(
    inputs.map(
      (input) =>
        run.seen.get(input.relation.toLowerCase()) ?? seenThrough(run.request.manifest, input.relation),
    ),
  ).filter(({ relation }) => relation.toLowerCase() !== step.key);
}

async function buildStep(turn: Turn): Promise<Done> {
  const { run, session, step, inputs, standing } = turn;
  const { lake, discard, onEvent } = run.request;
  const { build, reused, audits } = await buildModel(lake, session, step, identityOf(run, step, inputs));
  const judged = judgeAudits(step, audits, build.rows, onEvent);
  const rows = await buildQuery(lake, build, step.columns, step.definition.partitionedBy);
  await take(run, step, build.content, rows);
  // Equal content ends the work here: no commit, and whoever reads this has no new input.
  const asItStands =
    standing?.table != null &&
    standing.content === build.content &&
    run.bases.get(step.key)?.damaged !== true &&
    !discard.has(step.key) &&
    (standing.definition === step.definitionHash ||
      sameLayout(await readDefinition(lake, standing.definition), step.definition));
  finished(turn, asItStands ? 'unchanged' : reused ? 'reused' : 'built', build, judged);
  const draft = draftOf(run, step, inputs, build.content, build);
  return {
    ...judged,
    outcome: { step, draft, rows: asItStands ? noChangeOfRows : { kind: 'replace', files: filesOf(build) } },
  };
}

/** A run of a model whose table keeps rows of earlier runs. Its audits look at the table as it would be, and where one row says all, only at rows that are new. */
async function applyStep(turn: Turn, planned: PlanModel): Promise<Done> {
  const { run, session, step, inputs } = turn;
  const { lake, onEvent } = run.request;
  const { adopt } = planned;
  const base = adopt !== null ? await adoptedTable(turn, adopt) : planned.rebuild ? null : await baseOf(turn);
  try {
    const isWhole = adopt !== null && planned.action === 'reuse';
    const applied = isWhole ? takenOver(base!) : await applyRows(step.kind, jobOf(turn, planned, base), base);
    const after = await rowsAfter(lake, step, applied);
    const results = isWhole
      ? await auditAdopted(session, step, base!, after)
      : await auditChange(session, step, applied, after);
    const judged = judgeAudits(step, results, totalsOf(applied).rows ?? 0, onEvent);
    const rows = rowChangeOf(applied);
    await take(run, step, applied.content, after);
    const totals = totalsOf(applied);
    const outcome = rows.kind === 'none' ? 'unchanged' : applied.reused ? 'reused' : 'built';
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
      ...(isWhole ? { inputs: base!.entry.inputs, seen: base!.entry.seen } : {}),
    };
    return { ...judged, outcome: { step, draft, rows } };
  } finally {
    if (base !== null) await closeBaseTable(base);
  }
}

/** A model that is made whole, as another environment has made it. */
async function adoptStep(turn: Turn, adopt: NonNullable<PlanModel['adopt']>): Promise<Done> {
  const { run, session, step, inputs, standing } = turn;
  const { lake, onEvent, discard } = run.request;
  const base = await adoptedTable(turn, adopt);
  try {
    const applied = takenOver(base);
    const after = await rowsAfter(lake, step, applied);
    const judged = judgeAudits(
      step,
      await auditAdopted(session, step, base, after),
      base.entry.rows ?? 0,
      onEvent,
    );
    await take(run, step, base.entry.content, after);
    const same = standing?.table != null && standing.content === base.entry.content && !discard.has(step.key);
    const asItStands = same && standing.definition === step.definitionHash;
    finished(turn, asItStands ? 'unchanged' : 'reused', base.entry, judged);
    const { rows, bytes, builds, inputs: read } = base.entry;
    const draft = {
      ...draftOf(run, step, inputs, base.entry.content, null),
      rows,
      bytes,
      builds,
      inputs: read,
    };
    return { ...judged, outcome: { step, draft, rows: asItStands ? noChangeOfRows : rowChangeOf(applied) } };
  } finally {
    await closeBaseTable(base);
  }
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

function finished(
  { run, step, inputs, seconds }: Turn,
  outcome: Extract<ExecuteEvent, { kind: 'model-finished' }>['outcome'],
  build: { readonly rows: number | null; readonly bytes: number | null } | null,
  judged: ReturnType<typeof judgeAudits>,
): void {
  const { rows = null, bytes = null } = build ?? {};
  run.request.onEvent({
    kind: 'model-finished',
    model: step.name,
    outcome,
    rows,
    bytes,
    seconds: seconds(),
    audits: judged.counts,
    inputs,
    diagnostics: judged.diagnostics,
  });
}

/** Makes the step's result the relation that later steps of the run read. */
async function take(run: Run, step: Step, content: string, select: string): Promise<void> {
  const work = defineRelation(run.session, step.name, select);
  run.known.relations.set(step.key, work);
  run.contents.set(step.key, content);
  await work;
}

function identityOf(run: Run, step: Step, inputs: readonly InputContent[]) {
  const { plan, manifest } = run.request;
  return {
    model: step.name,
    computation: computationHash(step.definition),
    target: plan.target,
    inputs,
    interval: null,
    scope:
      step.definition.volatileFunctions.length === 0 && plan.requested.rowLimit === null
        ? null
        : unstableScope(plan.environment, manifest?.record.version ?? null),
  };
}

/** The contents of what the step reads; source relations are staged on the way. */
async function inputContents(run: Run, step: Step): Promise<InputContent[]> {
  const { request } = run;
  for (const need of step.sourceReads) await run.staged.stage(need.relation, step.name);
  const inputs: InputContent[] = [];
  for (const input of step.definition.inputs) {
    const content =
      input.kind === 'source'
        ? await contentOfSource(request, input.relation)
        : contentNow(input.relation, request.manifest, run.contents);
    if (content === undefined)
      throw new Error(`${step.name} reads ${input.relation}, which nothing has made`);
    inputs.push({ relation: input.relation, content });
  }
  return inputs;
}

async function contentOfSource(request: ApplyRequest, relation: string): Promise<string> {
  const contract = request.relations.find((each) => each.name === relation)!;
  const session = await request.sources.session(contract.source);
  const version = await session.version(contract.sourceName);
  const { target, requested } = request.plan;
  const content = sourceContent(target, version ?? request.lake.clock.uuid());
  // A part of the rows is not what the next plan finds there.
  return requested.rowLimit === null ? content : `${content}:first ${requested.rowLimit}`;
}

function draftOf(
  run: Run,
  step: Step,
  inputs: readonly InputContent[],
  content: string,
  build: Build | null,
): ManifestModelDraft {
  return {
    name: step.name,
    layer: step.layer,
    kind: step.kind,
    definition: step.definitionHash,
    computation: computationHash(step.definition),
    ranges: [{ range: null, definition: step.definitionHash, sample: false }],
    builds: build === null ? [] : [build.id],
    inputs: [...inputs],
    seen: [],
    touches: [],
    content,
    rows: build?.rows ?? null,
    bytes: build?.bytes ?? null,
    overrule: null,
    refreshedAt: momentOf(run.startedAt),
    heldAt: null,
  };
}
