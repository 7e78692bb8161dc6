import {
  computationHash,
  derivedContent,
  filledRanges,
  keepsRows,
  type ManifestModel,
  sameInputs,
  sameLayout,
  subtractRanges,
} from '../environment/index.ts';
import type { PlanModel } from '../plan/index.ts';
import { isContextual } from '../quality/index.ts';
import { adoptStep, applyStep } from './apply-step.ts';
import { contextOf, contextualResults, prepareAudits, withVersionBefore } from './audit-context.ts';
import { auditRelation, judgeAudits, withResults } from './audit-model.ts';
import { isLarge } from './build-model.ts';
import { redefined } from './carry.ts';
import { keepFailures } from './evidence/keep-failures.ts';
import { momentOf } from './lake.ts';
import { profileBuild } from './profile/index.ts';
import { buildApart } from './quarantine/build-apart.ts';
import { sideOutcome } from './quarantine/side-table.ts';
import { readDefinition } from './read-environment.ts';
import { filesOf, noChangeOfRows } from './row-change.ts';
import type { Run } from './run.ts';
import { buildQuery, defineMacros, defineStanding, quoteRelation } from './run-database.ts';
import { isStored, type Step } from './step.ts';
import {
  type Done,
  draftOf,
  finderOf,
  finished,
  identityOf,
  inputContents,
  seenBy,
  type Turn,
  take,
} from './turn.ts';

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
    await prepareAudits(run, step);
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
  const judged = {
    diagnostics: [],
    blocked: false,
    counts: { passed: 0, warned: 0, failed: 0 },
    results: [],
  };
  finished(turn, 'unchanged', standing, judged);
  const { table: _, ...entry } = standing;
  const draft = { ...entry, refreshedAt: momentOf(run.startedAt) };
  const recorded = typeof step.definition.header.cron === 'string';
  return { ...judged, stayed: true, outcome: recorded ? { step, draft, rows: noChangeOfRows } : null };
}

/** A view or an embedded model has no rows of its own; its audits run over what it gives. */
async function defineStep(turn: Turn): Promise<Done> {
  const { run, step, inputs } = turn;
  const content = derivedContent(computationHash(step.definition), inputs);
  await take(run, step, content, step.select);
  const { rows, results } = await auditWhole(turn);
  const judged = judgeAudits(
    step,
    new Map(results.map((result) => [result.audit, result])),
    rows,
    run.request.onEvent,
  );
  await keepFailures(turn, `SELECT * FROM ${quoteRelation(step.name)}`, judged.results);
  finished(turn, 'defined', null, judged);
  return {
    ...judged,
    outcome: { step, draft: draftOf(run, step, inputs, content, null), rows: noChangeOfRows },
  };
}

/** The rows stay: only the header changed, or the query is proved to give them. The audits are run on them again. */
async function redefineStep(turn: Turn, standing: ManifestModel, planned: PlanModel): Promise<Done> {
  const { run, step, inputs } = turn;
  const { request } = run;
  await defineStanding(request.lake, run.session, request.manifest!, step.name, run.known);
  const { rows, results } = await auditWhole(turn);
  const judged = judgeAudits(
    step,
    new Map(results.map((result) => [result.audit, result])),
    rows,
    request.onEvent,
  );
  await keepFailures(turn, `SELECT * FROM ${quoteRelation(step.name)}`, judged.results);
  finished(turn, 'defined', null, judged);
  run.contents.set(step.key, standing.content);
  const { table: _, ...entry } = standing;
  return {
    ...judged,
    outcome: { step, draft: redefined(entry, step, inputs, planned.forward), rows: noChangeOfRows },
  };
}

/** All audits of a relation that is defined under its name. */
async function auditWhole(turn: Turn): ReturnType<typeof auditRelation> {
  const { run, session, step, standing } = turn;
  const { lake } = run.request;
  const select = `SELECT * FROM ${quoteRelation(step.name)}`;
  return withVersionBefore(lake, session, step, step.audits, standing, (before) =>
    auditRelation(session, step, select, step.audits, contextOf(step, select, before, lake.clock.now())),
  );
}

async function buildStep(turn: Turn): Promise<Done> {
  const { run, session, step, inputs, standing } = turn;
  const { lake, discard, onEvent } = run.request;
  const { build, reused, audits, aside } = await buildApart(
    lake,
    session,
    step,
    identityOf(run, step, inputs),
    { select: step.select, apart: null, audits: step.audits.filter((audit) => !isContextual(audit)) },
    finderOf(run),
  );
  const rows = await buildQuery(lake, build, step.columns, step.definition.partitionedBy);
  await take(run, step, build.content, rows);
  const beyond = await contextualResults(turn, rows, isLarge(build));
  const ofRun = { builds: aside === null ? [] : [aside], intervals: [], given: null, anew: true };
  const side = await sideOutcome(turn, ofRun, null);
  const judged = judgeAudits(step, withResults(audits, beyond), build.rows, onEvent, side?.counts);
  await keepFailures(turn, rows, judged.results);
  // Equal content ends the work here: no commit, and whoever reads this has no new input.
  const asItStands =
    standing?.table != null &&
    standing.content === build.content &&
    run.bases.get(step.key)?.damaged !== true &&
    !discard.has(step.key) &&
    (standing.definition === step.definitionHash ||
      sameLayout(await readDefinition(lake, standing.definition), step.definition));
  const isRedefined = standing !== null && standing.definition !== step.definitionHash;
  const measured = { build, reused, redefined: isRedefined };
  const told = asItStands || judged.blocked ? [] : await profileBuild(run.profiles, session, step, measured);
  finished(turn, asItStands ? 'unchanged' : reused ? 'reused' : 'built', build, judged);
  const draft = draftOf(run, step, inputs, build.content, build);
  return {
    ...judged,
    diagnostics: [...judged.diagnostics, ...told],
    side: side?.outcome ?? null,
    outcome: { step, draft, rows: asItStands ? noChangeOfRows : { kind: 'replace', files: filesOf(build) } },
  };
}
