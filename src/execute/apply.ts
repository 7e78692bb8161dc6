import { type Diagnostic, DiagnosticError, diagnose } from '../diagnostics/index.ts';
import { computationHash, type Manifest, type ManifestRecord, sideName } from '../environment/index.ts';
import { beginsOver, type PlanModel } from '../plan/index.ts';
import { auditReads } from '../project/index.ts';
import { auditStaying, dependents, type StayingFound } from './audit-staying.ts';
import { buildFailure } from './build-model.ts';
import { finalOutcomes, underNewNames } from './carry.ts';
import { checkpointTables } from './checkpoint-tables.ts';
import { commitModels, type Outcome, type VersionRequest } from './commit-models.ts';
import { waitsFor } from './kept-views.ts';
import { writeProfiles } from './profile/index.ts';
import { putsAside } from './quarantine/side-step.ts';
import { readHead, readManifest } from './read-environment.ts';
import { withRetries } from './retries.ts';
import { type ApplyRequest, openRun, type Run } from './run.ts';
import { defineStanding } from './run-database.ts';
import { runStep } from './run-step.ts';
import { runSchedule } from './schedule.ts';
import { settlePlanned } from './settle.ts';
import { isStored, type Step } from './step.ts';
import { verifyTables } from './verify-tables.ts';

export interface ApplyResult {
  /** The versions that were committed, in order. */
  readonly versions: readonly ManifestRecord[];
  readonly diagnostics: readonly Diagnostic[];
  /** A check stopped it: exit 3. An error stopped it: exit 1. */
  readonly stopped: 'no' | 'check' | 'error';
}

/** An error weighs more than a failed check. */
function worse(one: ApplyResult['stopped'], other: ApplyResult['stopped']): ApplyResult['stopped'] {
  return one === 'error' || other === 'no' ? one : other;
}

/**
 * Carries a plan out: all or nothing, but for bronze models that read new source rows, which commit first, in a version of their own. With `partial` whatever is not downstream of a
 * failure is committed all the same. Rejects with exit 4 where the environment or a table has moved.
 */
export async function apply(given: ApplyRequest): Promise<ApplyResult> {
  const request = { ...given, manifest: underNewNames(given.manifest, given.plan) };
  const { plan, steps, lake } = request;
  const actions = new Map(plan.models.map((model) => [model.name.toLowerCase(), model]));
  const working = steps.filter((step) => (actions.get(step.key)?.action ?? 'none') !== 'none');
  const dropped = plan.models.flatMap((model) => {
    if (model.action === 'drop') return [model.name];
    return model.renamedFrom !== null && model.action !== 'none' ? [model.renamedFrom] : [];
  });
  const touched = working
    .filter((step) => isStored(step.kind))
    .flatMap((step) => (putsAside(step) ? [step.name, sideName(step.name)] : [step.name]));
  await settlePlanned(lake, plan.environment, request.head, request.manifest);
  const check = await verifyTables(
    lake,
    plan.environment,
    request.incarnation,
    request.manifest,
    touched,
    request.discard,
  );
  if (check.diagnostics.length > 0) {
    // Another apply that is under way leaves commits that look foreign: then it is the environment that moved.
    const now = await readHead(lake, plan.environment);
    const moved = now.kind !== 'none' && now.intent.version !== request.head;
    if (!moved) throw new DiagnosticError(check.diagnostics, 4);
    const { environment, version } = now.intent;
    throw new DiagnosticError(diagnose('environment-moved', { environment, version }), 4);
  }
  const run = await openRun(request, check.bases);
  try {
    const made = new Set(working.map((step) => step.key));
    const first = working.filter(
      (step) =>
        commitsFirst(step, actions.get(step.key)!, request.manifest) &&
        // What its audits read is made in this run, too: then they belong together.
        auditedWith(step).every(({ relation }) => !made.has(relation.toLowerCase())),
    );
    const rest = working.filter((step) => !first.includes(step));
    const phases = first.length > 0 && rest.length > 0 ? [first, rest] : [working];
    const versions: ManifestRecord[] = [];
    let state: State = { manifest: request.manifest, head: request.head };
    const diagnostics: Diagnostic[] = [];
    const worked: Outcome[] = [];
    /** What failed, was blocked or could not be begun, and why. */
    const lost = new Map<string, string>();
    let stopped: ApplyResult['stopped'] = 'no';
    for (const [index, phase] of phases.entries()) {
      const isLast = index === phases.length - 1;
      const removed = isLast ? dropped : [];
      const result = await runPhase(run, phase, lost);
      diagnostics.push(...result.diagnostics);
      stopped = worse(stopped, result.stopped);
      if (result.stopped !== 'no' && !request.partial) return { versions, diagnostics, stopped };
      for (const name of lost.keys()) await standAgain(run, state.manifest, name);
      const withCarried = (made: readonly Outcome[]) =>
        isLast ? finalOutcomes(plan, steps, request.manifest, worked, made) : made;
      const later = isLast ? [] : rest.map(({ key }) => key);
      const staying = await auditStaying(run, {
        manifest: state.manifest,
        outcomes: withCarried(result.outcomes),
        asked: new Set([...result.audited, ...later]),
        last: isLast,
      });
      diagnostics.push(...staying.diagnostics);
      stopped = worse(stopped, staying.stopped);
      if (staying.stopped !== 'no' && !request.partial) return { versions, diagnostics, stopped };
      const kept = await withoutCulprits(run, state.manifest, result.outcomes, staying, lost);
      const outcomes = withCarried(kept);
      worked.push(...kept);
      // A new environment that differs in nothing from what it reads: what it reads is what is recorded.
      const begins = isLast && beginsOver(plan);
      if (outcomes.length === 0 && removed.length === 0 && !begins) continue;
      // What an earlier phase has just built differs from the base again.
      const built = new Set(worked.map(({ step }) => step.key));
      const returned = isLast ? request.returned.filter((name) => !built.has(name)) : [];
      const record = await commitPhase(run, state, { outcomes, removed, returned }, diagnostics);
      versions.push(record.record);
      state = { manifest: underNewNames(record, plan), head: record.record.version };
    }
    return { versions, diagnostics: [...diagnostics, ...run.staged.told], stopped };
  } finally {
    await run.close();
  }
}

interface State {
  readonly manifest: Manifest | null;
  readonly head: number;
}

/**
 * Bronze that reads a source commits before what is built on it, so that a failed audit further down never throws away what the source gave. Not where its own
 * query changed: then standing views of it would see the new columns before their own new definitions. What its source's schema has changed no view sees.
 */
function commitsFirst(step: Step, planned: PlanModel, manifest: Manifest | null): boolean {
  if (step.sourceReads.length === 0 || !isStored(step.kind)) return false;
  const standing = manifest?.models.get(step.key);
  return (
    planned.action !== 'metadata' &&
    (standing === undefined ||
      standing.computation === (step.evolvedFrom ?? computationHash(step.definition)))
  );
}

/** What the step's audits read beside its rows, in the form of inputs. */
function auditedWith(step: Step): readonly { readonly relation: string }[] {
  return step.audits
    .flatMap((audit) => [...auditReads(audit)])
    .filter((relation) => relation.toLowerCase() !== step.key)
    .map((relation) => ({ relation }));
}

/** Whether what a step reads has personal data. */
function readsPersonal({ request, relations }: Run, { definition }: Step): boolean {
  const names = new Set(definition.inputs.map(({ relation }) => relation.toLowerCase()));
  return (
    request.steps.some(({ key, personal }) => names.has(key) && personal.length > 0) ||
    relations.some(
      ({ name, columns }) => names.has(name.toLowerCase()) && columns.some(({ pii }) => pii !== null),
    )
  );
}

/** The outcomes without those that would break an audit of what stays, and what depends on these. They count as lost from then on. */
async function withoutCulprits(
  run: Run,
  manifest: Manifest | null,
  outcomes: readonly Outcome[],
  { culprits, together }: StayingFound,
  lost: Map<string, string>,
): Promise<readonly Outcome[]> {
  if (culprits.size === 0) return outcomes;
  const { steps, onEvent } = run.request;
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const readsOf = (key: string) => {
    const step = byKey.get(key);
    return step === undefined ? [] : [...step.definition.inputs, ...auditedWith(step)];
  };
  const gone = dependents(outcomes, culprits.keys(), together, readsOf, manifest);
  for (const { step } of outcomes) {
    if (!gone.has(step.key)) continue;
    const because = culprits.get(step.key) ?? [...culprits.keys()][0]!;
    if (byKey.has(step.key)) onEvent({ kind: 'model-skipped', model: step.name, because });
    lost.set(step.key, because);
    await standAgain(run, manifest, step.key);
  }
  return outcomes.filter(({ step }) => !gone.has(step.key));
}

/** What a run made and does not commit is read as it stands again. */
async function standAgain(run: Run, manifest: Manifest | null, key: string): Promise<void> {
  run.contents.delete(key);
  if (!run.known.relations.delete(key)) return;
  if (manifest !== null) await defineStanding(run.request.lake, run.session, manifest, key, run.known);
}

interface PhaseResult {
  /** Lower-case names of models whose audits were asked. */
  readonly audited: readonly string[];
  readonly outcomes: readonly Outcome[];
  readonly diagnostics: readonly Diagnostic[];
  readonly stopped: ApplyResult['stopped'];
}

async function runPhase(run: Run, phase: readonly Step[], lost: Map<string, string>): Promise<PhaseResult> {
  const { onEvent, partial } = run.request;
  const failed = new Map(lost);
  const names = new Set(phase.map((step) => step.key));
  const results = await runSchedule(
    phase.map((step) => ({
      name: step.key,
      after: [...waitsFor([...step.definition.inputs, ...auditedWith(step)], run.request.manifest, names)],
      run: () => withRetries(run, () => runStep(run, step)),
    })),
    run.request.concurrency,
    (done) => done.blocked,
    failed,
  );
  const audited: string[] = [];
  const outcomes: Outcome[] = [];
  const diagnostics: Diagnostic[] = [];
  let stopped: PhaseResult['stopped'] = 'no';
  for (const step of phase) {
    const result = results.get(step.key)!;
    if (result.kind === 'skipped') {
      onEvent({ kind: 'model-skipped', model: step.name, because: result.because });
      lost.set(step.key, result.because);
    }
    if (result.kind === 'failed') {
      lost.set(step.key, step.key);
      const failure = buildFailure(step, result.error, readsPersonal(run, step));
      if (!(failure instanceof DiagnosticError)) throw failure;
      onEvent({
        kind: 'model-failed',
        model: step.name,
        message: failure.message,
        diagnostics: failure.diagnostics,
      });
      diagnostics.push(...failure.diagnostics);
      stopped = 'error';
    }
    if (result.kind !== 'done') continue;
    diagnostics.push(...result.value.diagnostics);
    if (result.value.blocked) {
      lost.set(step.key, step.key);
      if (stopped === 'no') stopped = 'check';
      if (partial) continue;
    }
    if (!result.value.stayed) audited.push(step.key);
    if (result.value.outcome !== null) outcomes.push(result.value.outcome);
    if (result.value.outcome !== null && result.value.side != null) outcomes.push(result.value.side);
  }
  return { audited, outcomes, diagnostics, stopped };
}

async function commitPhase(
  run: Run,
  state: State,
  changes: Pick<VersionRequest, 'outcomes' | 'removed' | 'returned'>,
  diagnostics: Diagnostic[],
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
    ...changes,
    bases: run.bases,
    retentionDays: request.retentionDays,
    base: state.manifest?.record.base ?? null,
    expiresAt: request.expiresAt,
    rollbackTo: null,
  });
  const seconds = (lake.clock.now() - started) / 1000;
  request.onEvent({
    kind: 'committed',
    environment: plan.environment,
    version: record.version,
    tables: record.tables.length,
    seconds,
  });
  diagnostics.push(...(await checkpointTables(lake, run.session, record)));
  const profiles = changes.outcomes.flatMap(({ step }) => run.profiles.models.get(step.key) ?? []);
  diagnostics.push(...(await writeProfiles(lake, run.session, record, request.runId, profiles)));
  return readManifest(lake, record);
}
