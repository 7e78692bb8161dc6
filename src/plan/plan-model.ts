import { type Change, noChange, type Reason } from '../change/index.ts';
import {
  type BuildIdentity,
  buildId,
  computationHash,
  type Definition,
  derivedContent,
  type InputContent,
  type Interval,
  keepsRows,
  type ManifestModel,
  ownsTable,
  sameInputs,
} from '../environment/index.ts';
import { intervalRule, type Touched } from './due-intervals.ts';
import { type Elsewhere, findElsewhere } from './elsewhere.ts';
import type { Action, PlanModel } from './plan.ts';
import { isSample, planHistory } from './plan-history.ts';
import { type PlanRequest, unstableScope } from './plan-request.ts';
import { readCost } from './read-cost.ts';
import { touchedSince } from './touched-since.ts';

/** What is known, while planning, of what models will read. */
export interface KnownInputs {
  /** Content of each relation once the plan is carried out, by lower-case name; null: only building tells. */
  readonly contents: Map<string, string | null>;
  /** Models whose rows may differ from those that stand for another reason than their definitions. */
  readonly moved: Set<string>;
  /** Ranges that models compute again or for the first time, by lower-case name; of models that are made whole, those of what they read. */
  readonly touched: Map<string, readonly Touched[]>;
  /** New name → name in the environment, lower case. */
  readonly renames: ReadonlyMap<string, string>;
}

/** One input of a model, old against new. */
interface Input {
  readonly relation: string;
  readonly content: string | null;
  /** Whether other rows may have come in since the model was built, whatever definitions say. */
  readonly moved: boolean;
}

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
  const restated = !keepsRows(definition.kind) && restatedOf(request, key).length > 0;
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
    known.contents.set(key, standing.content);
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

/** A model that keeps rows of earlier runs is gone on with; what its definition or its inputs make of that is another matter than for one that is made whole. */
async function planOfHistory(
  subject: Subject,
  change: Change,
  inputs: readonly Input[],
  again: boolean,
  known: KnownInputs,
): Promise<PlanModel> {
  const { request, definition, standing, renamedFrom } = subject;
  const key = definition.name.toLowerCase();
  const rule = intervalRule(definition);
  const touched = [
    ...(rule === null ? [] : restatedOf(request, key).map((range) => ({ range, zone: rule.zone }))),
    ...known.touched.get(key)!,
    ...touchedSince(request, standing),
  ];
  const contents = inputs.every((input) => input.content !== null)
    ? bare(inputs as readonly InputContent[])
    : null;
  const old = request.old.get(known.renames.get(key) ?? key) ?? null;
  const asked = {
    definition,
    standing,
    old,
    change,
    moved: inputs.some((input) => input.moved),
    lost: again,
    now: request.now,
    touched,
    window: request.requested.window,
  };
  let history = planHistory(asked);
  const other = history.rebuild ? await findElsewhere(request, definition, contents) : null;
  // What another environment has computed need not be computed again; what is missing there is.
  if (other !== null)
    history = {
      ...planHistory({ ...asked, standing: other.model, lost: false, change: noChange }),
      rebuild: true,
      works: true,
    };
  const reasons = [
    ...change.reasons,
    ...(other === null ? [] : [adoptReason(other)]),
    ...(history.works ? inputReasons(standing, inputs) : []),
    ...againReasons(subject),
    ...history.because.map(([rule, message]) => plain(rule, message)),
  ];
  if (history.works) {
    const whole = other !== null && history.intervals.length === 0;
    known.contents.set(key, whole ? other.model.content : null);
    known.moved.add(key);
    if (rule !== null)
      known.touched.set(
        key,
        history.intervals.map((range) => ({ range, zone: rule.zone })),
      );
    const losing =
      history.rebuild &&
      standing !== null &&
      !isSample(standing) &&
      (definition.kind === 'append' || definition.kind === 'scd_type_2');
    return {
      ...entry(subject, change, whole ? 'reuse' : 'build', reasons),
      adopt: other === null ? null : adoptOf(other),
      intervals: history.intervals.map((range) => ({ ...range })),
      rebuild: history.rebuild,
      forward: history.forward,
      destructive: losing,
      deletes: losing ? { rows: standing.rows, bytes: standing.bytes } : { rows: 0, bytes: 0 },
    };
  }
  if (rule !== null) known.touched.set(key, []);
  known.contents.set(key, standing!.content);
  if (standing!.definition === request.hashes.get(definition) && renamedFrom === null)
    return entry(subject, change, 'none', reasons);
  const action: Action =
    change.effect === 'definition' || change.effect === 'forward' || renamedFrom !== null
      ? 'metadata'
      : 'none';
  return { ...entry(subject, change, action, reasons), carried: action === 'none', forward: history.forward };
}

function touchedInputs(definition: Definition, { touched }: KnownInputs): Touched[] {
  return definition.inputs.flatMap(({ relation }) => touched.get(relation.toLowerCase()) ?? []);
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
  };
}

interface Subject {
  readonly request: PlanRequest;
  readonly definition: Definition;
  readonly standing: ManifestModel | null;
  readonly renamedFrom: string | null;
}

/**
 * A source has moved when it has not the content that the model read, or when only reading tells. A model has, when its own inputs have, or when the reader was built
 * from other rows of it than those that stand.
 */
function inputOf(
  request: PlanRequest,
  standing: ManifestModel | null,
  relation: string,
  { contents, moved, renames }: KnownInputs,
): Input {
  const key = relation.toLowerCase();
  const content = contents.get(key) ?? null;
  const oldName = renames.get(key) ?? key;
  const read = standing?.inputs.find((input) => input.relation.toLowerCase() === oldName)?.content ?? null;
  if (content !== null && content === read) return { relation, content, moved: false };
  const upstream = request.manifest?.models.get(oldName);
  const follows = upstream !== undefined && read === upstream.content && !moved.has(key);
  return { relation, content, moved: standing !== null && !follows };
}

/** Rows of another target are not these rows, whatever they hold. */
function targetMoved(request: PlanRequest): boolean {
  return request.manifest !== null && request.manifest.record.target !== request.target;
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

function bare(inputs: readonly InputContent[]): InputContent[] {
  return inputs.map(({ relation, content }) => ({ relation, content }));
}

function inputReasons(standing: ManifestModel | null, inputs: readonly Input[]): Reason[] {
  if (standing === null) return [];
  const reasons: Reason[] = [];
  const changed = inputs.filter((input) => input.moved && input.content !== null);
  const open = inputs.filter((input) => input.moved && input.content === null);
  if (changed.length > 0)
    reasons.push(plain('rows-moved', `${names(changed)} holds other rows than when this was built.`));
  if (open.length > 0)
    reasons.push(
      plain('rows-may-move', `${names(open)} is built or read first; equal content ends the work there.`),
    );
  return reasons;
}

function againReasons({ request, definition, standing }: Subject): Reason[] {
  const reasons: Reason[] = [];
  if (standing !== null && targetMoved(request))
    reasons.push(plain('target-changed', `It was made from target \`${request.manifest!.record.target}\`.`));
  if (request.rebuild.has(definition.name.toLowerCase()))
    reasons.push(plain('table-restored', 'The table is made again from its definition.'));
  return reasons;
}

function entry(
  { request, definition, standing, renamedFrom }: Subject,
  change: Change,
  action: Action,
  reasons: readonly Reason[] = change.reasons,
): PlanModel {
  const overrule = request.judgements.get(definition.name.toLowerCase())?.overrule ?? null;
  return {
    name: definition.name,
    layer: definition.layer,
    kind: definition.kind,
    verdict: change.verdict,
    direct: change.direct,
    ...changeJson(change, reasons),
    action,
    carried: false,
    intervals: [],
    rebuild: false,
    forward: false,
    adopt: null,
    reads: action === 'build' ? readCost(definition, request.manifest) : { rows: 0, bytes: 0 },
    deletes: { rows: 0, bytes: 0 },
    destructive: false,
    renamedFrom,
    overrule: overrule === null ? null : { ...overrule },
    definition: request.hashes.get(definition)!,
    base: standing?.definition ?? null,
  };
}

function restatedOf({ requested }: PlanRequest, key: string): Interval[] {
  return requested.restate.filter(({ model }) => model.toLowerCase() === key);
}

function adoptOf({ environment, version }: Elsewhere): PlanModel['adopt'] {
  return { environment, version };
}

function adoptReason({ environment, version }: Elsewhere): Reason {
  return plain(
    'built-elsewhere',
    `${environment} has its table at version ${version}: the files are linked.`,
  );
}

function plain(rule: string, message: string): Reason {
  return { rule, message, columns: [], old: null, new: null };
}

function names(inputs: readonly Input[]): string {
  return inputs.map((input) => `\`${input.relation}\``).join(', ');
}

/** Scope and reasons as the plan carries them. */
export function changeJson(
  { scope }: Change,
  reasons: readonly Reason[],
): Pick<PlanModel, 'scope' | 'reasons'> {
  const { changed, added, removed, renamed, retyped } = scope.columns;
  return {
    scope: {
      rows: scope.rows,
      columns: {
        changed: [...changed],
        added: [...added],
        removed: [...removed],
        renamed: renamed.map((pair) => ({ ...pair })),
        retyped: [...retyped],
      },
    },
    reasons: reasons.map((each) => ({ ...each, columns: [...each.columns] })),
  };
}
