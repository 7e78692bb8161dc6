import type { Diagnostic } from '../diagnostics/index.ts';
import {
  type Build,
  computationHash,
  type InputContent,
  type ManifestModel,
  type ManifestModelDraft,
} from '../environment/index.ts';
import { unstableScope } from '../plan/index.ts';
import type { Session } from '../ports/index.ts';
import type { judgeAudits } from './audit-model.ts';
import type { Outcome } from './commit-models.ts';
import type { ExecuteEvent } from './events.ts';
import { asHanded } from './handed-columns.ts';
import { contentNow } from './kept-views.ts';
import { joinSeen, seenThrough } from './kinds/seen.ts';
import { momentOf } from './lake.ts';
import { sourceContent } from './open-sources.ts';
import type { Finder } from './quarantine/build-apart.ts';
import type { ApplyRequest, Run } from './run.ts';
import { defineRelation } from './run-database.ts';
import type { Step } from './step.ts';

/** What is known of a model after its turn. */
export interface Done {
  /** null: nothing of it is to be recorded. */
  readonly outcome: Outcome | null;
  /** Whether nothing was made and nothing asked: it stays as it is. */
  readonly stayed?: true;
  /** The table of the rows that were put aside; left out or null: it stays as it is. */
  readonly side?: Outcome | null;
  readonly diagnostics: readonly Diagnostic[];
  /** An audit that blocks has failed: nothing that reads the model may go on. */
  readonly blocked: boolean;
}

export interface Turn {
  readonly run: Run;
  readonly session: Session;
  readonly step: Step;
  readonly inputs: readonly InputContent[];
  readonly standing: ManifestModel | null;
  readonly seconds: () => number;
}

/** What the step's rows come from of models that are computed by interval. */
export function seenBy({ run, step, inputs }: Turn): readonly InputContent[] {
  return joinSeen(
    inputs.map(
      (input) =>
        run.seen.get(input.relation.toLowerCase()) ?? seenThrough(run.request.manifest, input.relation),
    ),
  ).filter(({ relation }) => relation.toLowerCase() !== step.key);
}

export function finished(
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
export async function take(run: Run, step: Step, content: string, select: string): Promise<void> {
  const rows = asHanded(run.known.handed, step.name, step.columns, select);
  const work = defineRelation(run.session, step.name, rows);
  run.known.relations.set(step.key, work);
  run.contents.set(step.key, content);
  await work;
}

/** What rows that this run puts aside are marked with. */
export function finderOf({ request, startedAt }: Run): Finder {
  return { runId: request.runId, at: startedAt };
}

export function identityOf(run: Run, step: Step, inputs: readonly InputContent[]) {
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

/** The contents of what the step reads. What it needs of sources, itself or through views, is staged on the way. */
export async function inputContents(run: Run, step: Step): Promise<InputContent[]> {
  const { request } = run;
  for (const need of step.sourceReads) {
    run.staged.check(need.relation);
    await run.staged.declare(need.relation);
  }
  for (const relation of run.sourcesBefore.get(step.key) ?? []) await run.staged.stage(relation, step.name);
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

export function draftOf(
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
    contracted: step.contracted,
    drift: step.drift.map(({ relation, entries }) => ({ relation, entries: [...entries] })),
  };
}
