import { type Diagnostic, DiagnosticError, diagnose } from '../diagnostics/index.ts';
import {
  type Definition,
  type Manifest,
  type ManifestModel,
  type ManifestRecord,
  sameLayout,
} from '../environment/index.ts';
import type { Session } from '../ports/index.ts';
import { checkpointTables } from './checkpoint-tables.ts';
import { commitModels, type Outcome } from './commit-models.ts';
import type { Lake } from './lake.ts';
import { writeProfiles } from './profile/index.ts';
import { type Base, readDefinition } from './read-environment.ts';
import { type RestoreRequest, restoredRows } from './restored-rows.ts';
import { noChangeOfRows } from './row-change.ts';
import { settlePlanned } from './settle.ts';
import { definedModel, isStored } from './step.ts';
import { verifyTables } from './verify-tables.ts';

/** What going back would do to one model. */
export interface RollbackStep {
  readonly model: string;
  /**
   * `rows`: its table gets the files that it had. `definition`: only its definition goes back, the rows are the same. `return`: it had left and comes back. `leave`: it had not been there. `keep`: it
   * differs and stays as it is, since it holds what no query makes again.
   */
  readonly change: 'rows' | 'definition' | 'return' | 'leave' | 'keep';
  readonly rows: { readonly before: number | null; readonly after: number | null };
}

export interface RollbackPlan {
  readonly environment: string;
  /** The version that stands, and the one to go back to. */
  readonly from: number;
  readonly to: number;
  readonly steps: readonly RollbackStep[];
}

export interface RollbackScope {
  /** Models to touch, by lower-case name; null: all. */
  readonly selected: ReadonlySet<string> | null;
  /** Whether what cannot be computed again goes back as well: bronze, and kinds that keep history. */
  readonly includeHistory: boolean;
}

const historyKinds: ReadonlySet<string> = new Set(['append', 'scd_type_2']);

/**
 * Compares what stands with an earlier version. Reads manifests and definitions only. Rejects where rows of two targets would stand in one environment.
 */
export async function planRollback(
  lake: Lake,
  standing: Manifest,
  target: Manifest,
  scope: RollbackScope,
): Promise<RollbackPlan> {
  const names = new Set([...standing.models.keys(), ...target.models.keys()]);
  const steps: RollbackStep[] = [];
  const staying: string[] = [];
  for (const name of [...names].sort()) {
    const now = standing.models.get(name);
    const then = target.models.get(name);
    if (now !== undefined && then !== undefined && sameState(now, then)) continue;
    const chosen = scope.selected?.has(name) ?? true;
    const change = chosen ? await changeOf(lake, now, then, scope.includeHistory) : 'keep';
    if (change === 'keep' && now !== undefined) staying.push(now.name);
    if (!chosen) continue;
    steps.push({
      model: (then ?? now)!.name,
      change,
      rows: { before: now?.rows ?? null, after: then?.rows ?? null },
    });
  }
  const { environment } = standing.record;
  if (standing.record.target !== target.record.target && staying.length > 0)
    throw new DiagnosticError(
      diagnose('rollback-target-differs', {
        environment,
        version: target.record.version,
        standing: standing.record.target,
        wanted: target.record.target,
        staying,
      }),
    );
  return {
    environment,
    from: standing.record.version,
    to: target.record.version,
    steps,
  };
}

async function changeOf(
  lake: Lake,
  now: ManifestModel | undefined,
  then: ManifestModel | undefined,
  includeHistory: boolean,
): Promise<RollbackStep['change']> {
  const present = now ?? then!;
  const holds =
    !includeHistory &&
    (historyKinds.has(present.kind) || readsSource(await readDefinition(lake, present.definition)));
  if (holds && now !== undefined) return 'keep';
  if (then === undefined) return 'leave';
  if (now === undefined) return 'return';
  if (now.content !== then.content) return 'rows';
  const [standing, earlier] = [
    await readDefinition(lake, now.definition),
    await readDefinition(lake, then.definition),
  ];
  return sameLayout(standing, earlier) ? 'definition' : 'rows';
}

/** Rows that came from outside are gone once they are overwritten: a source does not give yesterday's again. */
function readsSource(definition: Definition): boolean {
  return definition.inputs.some((input) => input.kind === 'source');
}

function sameState(now: ManifestModel, then: ManifestModel): boolean {
  return now.definition === then.definition && now.content === then.content;
}

export interface RollbackRequest {
  readonly lake: Lake;
  readonly session: Session;
  readonly base: Base;
  readonly target: Manifest;
  readonly plan: RollbackPlan;
  readonly retentionDays: number;
  /** See the manifest. */
  readonly expiresAt: string | null;
  /** Models, by lower-case name, whose foreign commits are to be overwritten. */
  readonly discard: ReadonlySet<string>;
}

/**
 * Carries a rollback out as a version of its own, all or nothing, from files that were kept: no query runs. What goes back is held: runs leave it alone until it is released. Rejects with exit 4 where somebody else has changed a table, and
 * where a build is gone.
 */
export async function rollback(
  request: RollbackRequest,
): Promise<{ readonly record: ManifestRecord; readonly diagnostics: readonly Diagnostic[] }> {
  const { lake, base, target, plan } = request;
  const { manifest, incarnation } = base;
  const outcomes: Outcome[] = [];
  const removed: string[] = [];
  const back: { readonly step: RollbackStep; readonly then: ManifestModel }[] = [];
  for (const step of plan.steps) {
    const { model, change } = step;
    const then = target.models.get(model.toLowerCase());
    if (change === 'keep') continue;
    if (change === 'leave' || then === undefined) removed.push(model);
    else back.push({ step, then });
  }
  const touched = back.filter(({ then }) => isStored(then.kind)).map(({ then }) => then.name);
  await settlePlanned(lake, plan.environment, base.head, manifest);
  const check = await verifyTables(
    lake,
    plan.environment,
    incarnation!,
    withReturned(manifest!, target, touched),
    touched,
    request.discard,
  );
  if (check.diagnostics.length > 0) throw new DiagnosticError(check.diagnostics, 4);
  for (const { step, then } of back) {
    const key = then.name.toLowerCase();
    const now = await besideOld(lake, manifest!.models.get(key), then);
    const head = check.bases.get(key)?.version ?? -1;
    outcomes.push(
      await outcomeOf(
        lake,
        request.session,
        step,
        { environment: plan.environment, then, now, head },
        plan.to,
      ),
    );
  }
  const record = await commitModels(lake, request.session, {
    environment: plan.environment,
    incarnation: incarnation!,
    target: target.record.target,
    parent: withReturned(manifest!, target, touched),
    head: base.head,
    outcomes,
    removed,
    returned: [],
    bases: check.bases,
    retentionDays: request.retentionDays,
    base: manifest!.record.base,
    expiresAt: request.expiresAt,
    rollbackTo: plan.to,
  });
  const diagnostics = await checkpointTables(lake, request.session, record);
  // What is known of the rows goes back with them.
  const profiles = outcomes.flatMap(({ step, rows }) =>
    rows === noChangeOfRows
      ? []
      : [{ kind: 'as-in', model: step.name, environment: plan.environment, version: plan.to } as const],
  );
  const told = await writeProfiles(lake, request.session, record, null, profiles);
  return { record, diagnostics: [...diagnostics, ...told] };
}

async function outcomeOf(
  lake: Lake,
  session: Session,
  { change }: RollbackStep,
  request: RestoreRequest,
  to: number,
): Promise<Outcome> {
  const { then } = request;
  const { table, ...entry } = then;
  const step = definedModel(await readDefinition(lake, then.definition), then.definition);
  const draft = { ...entry, heldAt: to };
  if (table === null || change === 'definition') return { step, draft, rows: noChangeOfRows };
  return { step, draft, rows: await restoredRows(lake, session, request) };
}

/** What stands, where the files of the one may stay beside those of the other. */
async function besideOld(
  lake: Lake,
  now: ManifestModel | undefined,
  then: ManifestModel,
): Promise<ManifestModel | null> {
  if (now === undefined || now.kind !== then.kind) return null;
  const [standing, earlier] = [
    await readDefinition(lake, now.definition),
    await readDefinition(lake, then.definition),
  ];
  return sameLayout(standing, earlier) ? now : null;
}

/** What stands, with the tables of models that come back where they were. */
function withReturned(standing: Manifest, target: Manifest, touched: readonly string[]): Manifest {
  const models = new Map(standing.models);
  for (const name of touched) {
    const key = name.toLowerCase();
    const then = target.models.get(key);
    if (!models.has(key) && then !== undefined) models.set(key, then);
  }
  return { ...standing, models };
}
