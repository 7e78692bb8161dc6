import { noChange } from '../change/index.ts';
import {
  type BuildIdentity,
  buildId,
  computationHash,
  type Definition,
  derivedContent,
  type InputContent,
  keepsRows,
  type ManifestModel,
  ownsTable,
  sameInputs,
} from '../environment/index.ts';
import { findElsewhere } from './elsewhere.ts';
import type { Action, PlanModel } from './plan.ts';
import {
  adoptOf,
  adoptReason,
  againReasons,
  bare,
  changeJson,
  entry,
  inputOf,
  inputReasons,
  type KnownInputs,
  restatedOf,
  targetMoved,
} from './plan-entry.ts';
import { planOfHistory, touchedInputs } from './plan-kept-rows.ts';
import { type PlanRequest, unstableScope } from './plan-request.ts';

export async function planModel(
  request: PlanRequest,
  definition: Definition,
  known: KnownInputs,
): Promise<PlanModel> {
  const key = definition.name.toLowerCase();
  const { manifest } = request;
  const formerly = known.renames.get(key) ?? null;
  const standing = manifest?.models.get(formerly ?? key) ?? null;
  const renamedFrom = formerly === null ? null : (standing?.name ?? formerly);
  const subject = { request, definition, standing, renamedFrom };
  if (request.selected !== null && !request.selected.has(key)) {
    if (standing !== null) keep(request, standing, known);
    return entry(subject, request.judgements.get(key)?.change ?? noChange, 'none');
  }
  const change = request.judgements.get(key)!.change;
  const inputs = definition.inputs.map((input) => inputOf(request, standing, input.relation, known));
  // A model that is made whole is computed again whole.
  const whole = !keepsRows(definition.kind) || definition.header.load != null;
  const restated = whole && restatedOf(request, key).length > 0;
  const again = targetMoved(request) || request.rebuild.has(key) || restated;
  known.touched.set(key, touchedInputs(definition, known));
  if (keepsRows(definition.kind)) return planOfHistory(subject, change, inputs, again, known);
  const moved = again || inputs.some((input) => input.moved);
  if (standing !== null && moved) known.moved.add(key);
  const contents = inputs.every((input) => input.content !== null) ? (inputs as InputContent[]) : null;
  const reasons = [...change.reasons, ...inputReasons(standing, inputs), ...againReasons(subject)];
  const sameContents = standing !== null && contents !== null && sameInputs(standing.inputs, contents);
  const proved = change.effect !== 'build' && !moved;
  const exact = () => standing?.computation === computationHash(definition) && sameContents && !again;
  if (standing !== null && (proved || exact())) {
    known.contents.set(key, contentBy(definition, standing, contents, sameContents));
    known.moved.delete(key);
    const settled = sameContents && standing.definition === request.hashes.get(definition);
    if (settled && renamedFrom === null) return entry(subject, change, 'none', reasons);
    const action: Action = change.effect === 'definition' || renamedFrom !== null ? 'metadata' : 'none';
    return { ...entry(subject, change, action, reasons), carried: action === 'none' };
  }
  const computation = computationHash(definition);
  if (definition.kind === 'view' || definition.kind === 'embedded') {
    known.contents.set(key, contents === null ? null : derivedContent(computation, bare(contents)));
    const action: Action = standing?.computation === computation ? 'metadata' : 'build';
    return entry(subject, change, action, reasons);
  }
  const build = contents === null ? null : await findBuild(request, definition, computation, bare(contents));
  if (build !== null) {
    known.contents.set(key, build.content);
    return entry(subject, change, 'reuse', reasons);
  }
  const other = await findElsewhere(request, definition, contents === null ? null : bare(contents));
  known.contents.set(key, other?.model.content ?? null);
  return other === null
    ? entry(subject, change, 'build', reasons)
    : { ...entry(subject, change, 'reuse', [...reasons, adoptReason(other)]), adopt: adoptOf(other) };
}

/** What has no rows of its own goes by what it reads, also where that gives the same rows by proof. */
function contentBy(
  definition: Definition,
  standing: ManifestModel,
  contents: readonly InputContent[] | null,
  same: boolean,
): string | null {
  if (same || (definition.kind !== 'view' && definition.kind !== 'embedded')) return standing.content;
  return contents === null ? null : derivedContent(computationHash(definition), bare(contents));
}

/** What readers find of a model that is left alone: a table as it stands, a view with what its inputs will hold by then. */
function keep(request: PlanRequest, standing: ManifestModel, known: KnownInputs): void {
  const key = standing.name.toLowerCase();
  if (standing.kind !== 'view' && standing.kind !== 'embedded') {
    known.contents.set(key, standing.content);
    return;
  }
  const inputs = standing.inputs.map(({ relation }) => inputOf(request, standing, relation, known));
  if (inputs.some((input) => input.moved)) known.moved.add(key);
  const contents = inputs.every((input) => input.content !== null) ? (inputs as InputContent[]) : null;
  const derived = contents === null ? null : derivedContent(standing.computation, bare(contents));
  const same = contents !== null && sameInputs(standing.inputs, contents);
  known.contents.set(key, same ? standing.content : derived);
}

export function planRemoved(request: PlanRequest, standing: ManifestModel): PlanModel {
  const key = standing.name.toLowerCase();
  const kept = request.selected !== null && !request.selected.has(key);
  const change = kept ? noChange : request.judgements.get(key)!.change;
  // What is read from another environment is no longer read: its table stays.
  const owned = standing.table !== null && ownsTable(request.environment, standing.table.path);
  return {
    name: standing.name,
    layer: standing.layer,
    kind: standing.kind,
    verdict: change.verdict,
    direct: !kept,
    ...changeJson(change, change.reasons),
    action: kept ? 'none' : 'drop',
    carried: false,
    intervals: [],
    rebuild: false,
    forward: false,
    adopt: null,
    reads: { rows: 0, bytes: 0 },
    deletes: kept || !owned ? { rows: 0, bytes: 0 } : { rows: standing.rows, bytes: standing.bytes },
    destructive: !kept && owned,
    renamedFrom: null,
    overrule: null,
    definition: null,
    base: standing.definition,
    contracted: null,
  };
}

function findBuild(
  request: PlanRequest,
  definition: Definition,
  computation: string,
  inputs: readonly InputContent[],
) {
  const identity: BuildIdentity = {
    model: definition.name,
    computation,
    target: request.target,
    inputs,
    interval: null,
    scope:
      definition.volatileFunctions.length === 0
        ? null
        : unstableScope(request.environment, request.manifest?.record.version ?? null),
  };
  return request.findBuild(definition.name, buildId(identity));
}
