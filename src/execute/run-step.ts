import type { Diagnostic } from '../diagnostics/index.ts';
import {
  type Build,
  computationHash,
  derivedContent,
  type InputContent,
  type ManifestModel,
  type ManifestModelDraft,
  sameLayout,
} from '../environment/index.ts';
import { unstableScope } from '../plan/index.ts';
import type { Session } from '../ports/index.ts';
import { auditRelation, judgeAudits } from './audit-model.ts';
import { buildModel } from './build-model.ts';
import { redefined } from './carry.ts';
import type { Outcome } from './commit-models.ts';
import type { ExecuteEvent } from './events.ts';
import { sourceContent } from './open-sources.ts';
import { readDefinition } from './read-environment.ts';
import type { ApplyRequest, Run } from './run.ts';
import { buildQuery, defineMacros, defineRelation, defineStanding, quoteRelation } from './run-database.ts';
import { isStored, type Step } from './step.ts';

/** What is known of a model after its turn. */
export interface Done {
  readonly outcome: Outcome;
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
    if (!isStored(step.kind)) return await defineStep(turn);
    if (planned?.action === 'metadata' && standing?.table != null) return await redefineStep(turn, standing);
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
  return { ...judged, outcome: { step, draft: draftOf(step, inputs, content, null), build: null } };
}

/** The rows stay: only the header changed, or the query is proved to give them. The audits are run on them again. */
async function redefineStep(turn: Turn, standing: ManifestModel): Promise<Done> {
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
  return { ...judged, outcome: { step, draft: redefined(entry, step, inputs), build: null } };
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
  const draft = draftOf(step, inputs, build.content, build);
  return { ...judged, outcome: { step, draft, build: asItStands ? null : build } };
}

function finished(
  { run, step, inputs, seconds }: Turn,
  outcome: Extract<ExecuteEvent, { kind: 'model-finished' }>['outcome'],
  build: Build | null,
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
      step.definition.volatileFunctions.length === 0
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
    const key = input.relation.toLowerCase();
    const content =
      input.kind === 'source'
        ? await contentOfSource(request, input.relation)
        : (run.contents.get(key) ?? request.manifest?.models.get(key)?.content);
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
  return sourceContent(request.plan.target, version ?? request.lake.clock.uuid());
}

function draftOf(
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
    ranges: [{ range: null, definition: step.definitionHash }],
    builds: build === null ? [] : [build.id],
    inputs: [...inputs],
    content,
    rows: build?.rows ?? null,
    bytes: build?.bytes ?? null,
    overrule: null,
    heldAt: null,
  };
}
