import type { Change, Reason } from '../change/index.ts';
import type { Definition, InputContent, Interval, ManifestModel } from '../environment/index.ts';
import type { Touched } from './due-intervals.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { Action, PlanModel } from './plan.ts';
import type { PlanRequest } from './plan-request.ts';
import { readCost } from './read-cost.ts';

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
export interface Input {
  readonly relation: string;
  readonly content: string | null;
  /** Whether other rows may have come in since the model was built, whatever definitions say. */
  readonly moved: boolean;
}

export interface Subject {
  readonly request: PlanRequest;
  readonly definition: Definition;
  readonly standing: ManifestModel | null;
  readonly renamedFrom: string | null;
}

/**
 * A source has moved when it has not the content that the model read, or when only reading tells. A model has, when its own inputs have, or when the reader was built
 * from other rows of it than those that stand.
 */
export function inputOf(
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
export function targetMoved(request: PlanRequest): boolean {
  return request.manifest !== null && request.manifest.record.target !== request.target;
}

export function bare(inputs: readonly InputContent[]): InputContent[] {
  return inputs.map(({ relation, content }) => ({ relation, content }));
}

export function inputReasons(standing: ManifestModel | null, inputs: readonly Input[]): Reason[] {
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

export function againReasons({ request, definition, standing }: Subject): Reason[] {
  const reasons: Reason[] = [];
  if (standing !== null && targetMoved(request))
    reasons.push(plain('target-changed', `It was made from target \`${request.manifest!.record.target}\`.`));
  if (request.rebuild.has(definition.name.toLowerCase()))
    reasons.push(plain('table-restored', 'The table is made again from its definition.'));
  return reasons;
}

export function entry(
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
    contracted: contractedOf(request, definition, standing),
  };
}

function contractedOf(
  { contracted, hashes }: PlanRequest,
  definition: Definition,
  standing: ManifestModel | null,
): PlanModel['contracted'] {
  const own = contracted.get(definition.name.toLowerCase()) ?? null;
  const base = standing?.contracted ?? null;
  if (own === null && base === null) return null;
  return { definition: own ?? hashes.get(definition)!, base: base ?? standing?.definition ?? null };
}

export function restatedOf({ requested }: PlanRequest, key: string): Interval[] {
  return requested.restate.filter(({ model }) => model.toLowerCase() === key);
}

export function adoptOf({ environment, version }: Elsewhere): PlanModel['adopt'] {
  return { environment, version };
}

export function adoptReason({ environment, version }: Elsewhere): Reason {
  return plain(
    'built-elsewhere',
    `${environment} has its table at version ${version}: the files are linked.`,
  );
}

export function plain(rule: string, message: string): Reason {
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
