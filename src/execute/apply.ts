import { type Diagnostic, DiagnosticError } from '../diagnostics/index.ts';
import {
  type Build,
  derivedContent,
  type InputContent,
  type Manifest,
  type ManifestModelDraft,
  type ManifestRecord,
  temporaryFolder,
} from '../environment/index.ts';
import { type Plan, type PlanModel, unstableScope } from '../plan/index.ts';
import type { Database, Session } from '../ports/index.ts';
import type { ContractRelation } from '../project/index.ts';
import { auditDiagnostics, auditRelation } from './audit-model.ts';
import { buildFailure, buildModel } from './build-model.ts';
import { commitModels, type Outcome } from './commit-models.ts';
import type { OnEvent } from './events.ts';
import { type Lake, lakePath } from './lake.ts';
import type { OpenSources } from './open-sources.ts';
import { readManifest } from './read-environment.ts';
import { buildQuery, defineRelation, defineStanding, quoteRelation, type Relations } from './run-database.ts';
import { runSchedule } from './schedule.ts';
import { type StagedSources, stagedSources, stagingCatalog } from './stage-sources.ts';
import { isStored, type Step } from './step.ts';
import { type TableBase, verifyTables } from './verify-tables.ts';

export interface ApplyRequest {
  readonly lake: Lake;
  /** A fresh database that may read and write in the lake and read the seeds. */
  readonly database: Database;
  readonly sources: OpenSources;
  readonly relations: readonly ContractRelation[];
  readonly steps: readonly Step[];
  readonly plan: Plan;
  readonly manifest: Manifest | null;
  /** Number of the environment's newest version; 0 for none. */
  readonly head: number;
  readonly incarnation: string;
  readonly retentionDays: number;
  readonly concurrency: number;
  /** Models, by lower-case name, whose foreign commits are to be overwritten. */
  readonly discard: ReadonlySet<string>;
  readonly onEvent: OnEvent;
}

export interface ApplyResult {
  /** The versions that were committed, in order. */
  readonly versions: readonly ManifestRecord[];
  readonly diagnostics: readonly Diagnostic[];
  /** A check stopped it: exit 3. An error stopped it: exit 1. */
  readonly stopped: 'no' | 'check' | 'error';
}

/** What is known of a model after its turn. */
interface Done {
  readonly outcome: Outcome | null;
  readonly content: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly blocked: boolean;
}

/**
 * Carries a plan out: all or nothing, but for bronze models that read new source rows, which commit first, in a version of their own. Rejects with exit 4
 * where the environment or a table has moved.
 */
export async function apply(request: ApplyRequest): Promise<ApplyResult> {
  const { plan, steps, lake } = request;
  const actions = new Map(plan.models.map((model) => [model.name.toLowerCase(), model]));
  const working = steps.filter((step) => (actions.get(step.key)?.action ?? 'none') !== 'none');
  const dropped = plan.models.filter((model) => model.action === 'drop').map((model) => model.name);
  const touched = working.filter((step) => isStored(step.kind)).map((step) => step.name);
  const check = await verifyTables(
    lake,
    plan.environment,
    request.incarnation,
    request.manifest,
    touched,
    request.discard,
  );
  if (check.diagnostics.length > 0) throw new DiagnosticError(check.diagnostics, 4);
  const run = await openRun(request, check.bases);
  try {
    const first = working.filter((step) => commitsFirst(step, actions.get(step.key)!, request.manifest));
    const rest = working.filter((step) => !first.includes(step));
    const phases = first.length > 0 && rest.length > 0 ? [first, rest] : [working];
    const versions: ManifestRecord[] = [];
    let state: State = { manifest: request.manifest, head: request.head };
    const diagnostics: Diagnostic[] = [];
    for (const [index, phase] of phases.entries()) {
      const removed = index === phases.length - 1 ? dropped : [];
      const result = await runPhase(run, phase);
      diagnostics.push(...result.diagnostics);
      if (result.stopped !== 'no') return { versions, diagnostics, stopped: result.stopped };
      if (result.outcomes.length === 0 && removed.length === 0) continue;
      const record = await commitPhase(run, state, result.outcomes, removed);
      versions.push(record.record);
      state = { manifest: record, head: record.record.version };
    }
    return { versions, diagnostics, stopped: 'no' };
  } finally {
    await run.close();
  }
}

interface State {
  readonly manifest: Manifest | null;
  readonly head: number;
}

interface Run {
  readonly request: ApplyRequest;
  readonly bases: ReadonlyMap<string, TableBase>;
  /** For what is not a model's own work: views of standing tables, the commit. */
  readonly session: Session;
  readonly relations: Relations;
  readonly staged: StagedSources;
  /** Content of what was done in this run, by lower-case name. */
  readonly contents: Map<string, string>;
  readonly close: () => Promise<void>;
}

async function openRun(request: ApplyRequest, bases: ReadonlyMap<string, TableBase>): Promise<Run> {
  const { lake, database } = request;
  const session = await database.connect();
  const staging = `${lakePath(lake, temporaryFolder)}/${lake.clock.uuid()}.duckdb`;
  await lake.files.createFolder(lakePath(lake, temporaryFolder));
  await session.execute(`ATTACH '${staging.replaceAll("'", "''")}' AS ${stagingCatalog}`);
  return {
    request,
    bases,
    session,
    relations: new Map(),
    contents: new Map(),
    staged: stagedSources(session, request.sources, request.relations, request.steps, {
      catalog: stagingCatalog,
      now: lake.clock.now,
      onEvent: request.onEvent,
    }),
    async close() {
      try {
        await session.execute(`DETACH ${stagingCatalog}`);
      } finally {
        session.close();
        await lake.files.remove(staging);
        await lake.files.remove(`${staging}.wal`);
      }
    },
  };
}

/**
 * Bronze that reads a source commits before what is built on it, so that a failed audit further down never throws away what the source gave. Not where its own
 * query changed: then standing views of it would see the new columns before their own new definitions.
 */
function commitsFirst(step: Step, planned: PlanModel, manifest: Manifest | null): boolean {
  if (step.sourceReads.length === 0 || !isStored(step.kind)) return false;
  const standing = manifest?.models.get(step.key);
  return (
    planned.action !== 'metadata' && (standing === undefined || standing.computation === step.computation)
  );
}

interface PhaseResult {
  readonly outcomes: readonly Outcome[];
  readonly diagnostics: readonly Diagnostic[];
  readonly stopped: ApplyResult['stopped'];
}

async function runPhase(run: Run, phase: readonly Step[]): Promise<PhaseResult> {
  const { onEvent } = run.request;
  const results = await runSchedule(
    phase.map((step) => ({
      name: step.key,
      after: step.definition.inputs.map((input) => input.relation.toLowerCase()),
      run: () => runStep(run, step),
    })),
    run.request.concurrency,
    (done) => done.blocked,
  );
  const outcomes: Outcome[] = [];
  const diagnostics: Diagnostic[] = [];
  let stopped: PhaseResult['stopped'] = 'no';
  for (const step of phase) {
    const result = results.get(step.key)!;
    if (result.kind === 'skipped')
      onEvent({ kind: 'model-skipped', model: step.name, because: result.because });
    if (result.kind === 'failed') {
      const failure = buildFailure(step.name, result.error);
      if (!(failure instanceof DiagnosticError)) throw failure;
      onEvent({ kind: 'model-failed', model: step.name, message: failure.message });
      diagnostics.push(...failure.diagnostics);
      stopped = 'error';
    }
    if (result.kind !== 'done') continue;
    diagnostics.push(...result.value.diagnostics);
    if (result.value.blocked && stopped === 'no') stopped = 'check';
    if (result.value.outcome !== null) outcomes.push(result.value.outcome);
  }
  return { outcomes, diagnostics, stopped };
}

async function runStep(run: Run, step: Step): Promise<Done> {
  const { request } = run;
  const { lake, onEvent, manifest } = request;
  const started = lake.clock.now();
  onEvent({ kind: 'model-started', model: step.name });
  const session = await run.request.database.connect();
  try {
    for (const input of step.definition.inputs) {
      if (input.kind !== 'source' && manifest !== null) {
        await defineStanding(lake, run.session, manifest, input.relation, run.relations);
      }
    }
    const inputs = await inputContents(run, step);
    const seconds = () => (lake.clock.now() - started) / 1000;
    if (!isStored(step.kind)) {
      const content = derivedContent(step.computation, inputs);
      await take(run, step, content, step.select);
      onEvent({
        kind: 'model-finished',
        model: step.name,
        outcome: 'defined',
        rows: null,
        bytes: null,
        seconds: seconds(),
        audits: noAudits,
      });
      return {
        outcome: { step, draft: draftOf(step, inputs, content, null), build: null },
        content,
        diagnostics: [],
        blocked: false,
      };
    }
    const standing = manifest?.models.get(step.key) ?? null;
    const planned = request.plan.models.find((model) => model.name === step.name);
    if (planned?.action === 'metadata' && standing?.table != null) {
      await defineStanding(lake, run.session, manifest!, step.name, run.relations);
      const audits = await auditRelation(session, step, `SELECT * FROM ${quoteRelation(step.name)}`);
      const judged = auditDiagnostics(step, audits, onEvent);
      onEvent({
        kind: 'model-finished',
        model: step.name,
        outcome: 'defined',
        rows: null,
        bytes: null,
        seconds: seconds(),
        audits: judged.counts,
      });
      run.contents.set(step.key, standing.content);
      const { table, ...entry } = standing;
      const draft = {
        ...entry,
        definition: step.definitionHash,
        ranges: [{ range: null, definition: step.definitionHash }],
      };
      return {
        outcome: { step, draft, build: null },
        content: standing.content,
        diagnostics: judged.diagnostics,
        blocked: judged.blocked,
      };
    }
    const { build, reused, audits } = await buildModel(lake, session, step, identityOf(run, step, inputs));
    const { diagnostics, blocked, counts } = auditDiagnostics(step, audits, onEvent);
    const { definition } = step;
    await take(
      run,
      step,
      build.content,
      buildQuery(lake, build, definition.columns, definition.partitionedBy),
    );
    const base = run.bases.get(step.key);
    const asItStands =
      standing?.table != null &&
      standing.content === build.content &&
      base?.damaged !== true &&
      !run.request.discard.has(step.key);
    const outcome = asItStands ? 'unchanged' : reused ? 'reused' : 'built';
    onEvent({
      kind: 'model-finished',
      model: step.name,
      outcome,
      rows: build.rows,
      bytes: build.bytes,
      seconds: seconds(),
      audits: counts,
    });
    const draft = draftOf(step, inputs, build.content, build);
    return {
      outcome: { step, draft, build: asItStands ? null : build },
      content: build.content,
      diagnostics,
      blocked,
    };
  } finally {
    session.close();
  }
}

const noAudits = { passed: 0, warned: 0, failed: 0 };

/** Makes the step's result the relation that later steps of the run read. */
async function take(run: Run, step: Step, content: string, select: string): Promise<void> {
  const work = defineRelation(run.session, step.name, select);
  run.relations.set(step.key, work);
  run.contents.set(step.key, content);
  await work;
}

function identityOf(run: Run, step: Step, inputs: readonly InputContent[]) {
  const { plan, manifest } = run.request;
  return {
    model: step.name,
    computation: step.computation,
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
        ? await sourceContent(request, input.relation)
        : (run.contents.get(key) ?? request.manifest?.models.get(key)?.content);
    if (content === undefined)
      throw new Error(`${step.name} reads ${input.relation}, which nothing has made`);
    inputs.push({ relation: input.relation, content });
  }
  return inputs;
}

async function sourceContent(request: ApplyRequest, relation: string): Promise<string> {
  const contract = request.relations.find((each) => each.name === relation)!;
  const session = await request.sources.session(contract.source);
  const version = await session.version(contract.sourceName);
  return `source:${version ?? request.lake.clock.uuid()}`;
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
    computation: step.computation,
    ranges: [{ range: null, definition: step.definitionHash }],
    builds: build === null ? [] : [build.id],
    inputs: [...inputs],
    content,
    rows: build?.rows ?? null,
    bytes: build?.bytes ?? null,
    overrule: null,
  };
}

async function commitPhase(
  run: Run,
  state: State,
  outcomes: readonly Outcome[],
  removed: readonly string[],
): Promise<Manifest> {
  const { request } = run;
  const { lake, plan } = request;
  const started = lake.clock.now();
  const record = await commitModels(lake, run.session, {
    environment: plan.environment,
    incarnation: request.incarnation,
    target: plan.target,
    parent: state.manifest,
    head: state.head,
    outcomes,
    removed,
    bases: run.bases,
    retentionDays: request.retentionDays,
  });
  const seconds = (lake.clock.now() - started) / 1000;
  request.onEvent({
    kind: 'committed',
    environment: plan.environment,
    version: record.version,
    tables: record.tables.length,
    seconds,
  });
  return readManifest(lake, record);
}
