import { type Change, compareDefinitions, emptyScope, type Reason } from '../change/index.ts';
import {
  type Build,
  type BuildIdentity,
  buildId,
  computationHash,
  currentFormat,
  type Definition,
  definitionHash,
  derivedContent,
  type InputContent,
  type Manifest,
  type ManifestModel,
  sameInputs,
} from '../environment/index.ts';
import type { Action, Plan, PlanModel } from './plan.ts';

export interface PlanRequest {
  readonly environment: string;
  readonly target: string;
  readonly project: { readonly name: string; readonly git: string | null };
  readonly createdAt: string;
  /** The project's models, upstream first. */
  readonly definitions: readonly Definition[];
  /** What the environment holds; null where it does not exist. */
  readonly manifest: Manifest | null;
  /** The definitions that the manifest names, by hash. */
  readonly oldDefinitions: ReadonlyMap<string, Definition>;
  /** Content of source relations, by lower-case name; null where only reading tells. */
  readonly sourceContents: ReadonlyMap<string, string | null>;
  /** Models to touch, by lower-case name; null: all. What is left out stays as it stands. */
  readonly selected: ReadonlySet<string> | null;
  /** Tables known to be damaged or to hold foreign rows that are to be discarded: built again whatever their inputs. */
  readonly rebuild: ReadonlySet<string>;
  /** The build with an id, where one exists. */
  readonly findBuild: (model: string, id: string) => Promise<Build | null>;
}

/** What is known of a model's content once the plan is carried out; null: only building tells. */
type Contents = Map<string, string | null>;

/**
 * Decides for every model of the project and of the environment what is to be done. A model is built when what it computes or what it reads
 * has changed; where all inputs are known and a build of the same identity exists, it is reused.
 */
export async function makePlan(request: PlanRequest): Promise<Plan> {
  const contents: Contents = new Map(request.sourceContents);
  const models: PlanModel[] = [];
  const names = new Set<string>();
  for (const definition of request.definitions) {
    names.add(definition.name.toLowerCase());
    models.push(await planModel(request, definition, contents));
  }
  for (const standing of request.manifest?.models.values() ?? []) {
    if (names.has(standing.name.toLowerCase())) continue;
    models.push(planRemoved(request, standing));
  }
  const summary = { build: 0, reuse: 0, metadata: 0, drop: 0, none: 0 };
  for (const model of models) summary[model.action]++;
  return {
    formatVersion: currentFormat,
    environment: request.environment,
    target: request.target,
    baseVersion: request.manifest?.record.version ?? null,
    createdAt: request.createdAt,
    project: request.project,
    models,
    exposures: [],
    diagnostics: [],
    summary,
  };
}

/** Whether carrying the plan out would change anything. */
export function hasWork(plan: Plan): boolean {
  return plan.models.some((model) => model.action !== 'none');
}

/** The scope that an unstable model's build belongs to: the version that is being made, so that only a retry finds it. */
export function unstableScope(environment: string, baseVersion: number | null): string {
  return `${environment}@${baseVersion ?? 0}`;
}

async function planModel(
  request: PlanRequest,
  definition: Definition,
  contents: Contents,
): Promise<PlanModel> {
  const key = definition.name.toLowerCase();
  const standing = request.manifest?.models.get(key) ?? null;
  const old = standing === null ? null : (request.oldDefinitions.get(standing.definition) ?? null);
  if (request.selected !== null && !request.selected.has(key)) {
    contents.set(key, standing?.content ?? null);
    return entry(
      definition,
      standing,
      { verdict: 'unchanged', scope: emptyScope, reasons: [] },
      'none',
      request,
    );
  }
  const change = compareDefinitions(old, definition);
  const inputs = definition.inputs.map((input) => ({
    relation: input.relation,
    content: contents.get(input.relation.toLowerCase()) ?? null,
  }));
  const known = inputs.every((input) => input.content !== null);
  const knownInputs = known ? (inputs as InputContent[]) : null;
  const computation = computationHash(definition);
  const moved = standing === null ? [] : movedInputs(standing, inputs);
  const reasons: Reason[] = [...change.reasons, ...moved];
  const stands =
    standing !== null &&
    standing.computation === computation &&
    knownInputs !== null &&
    sameInputs(standing.inputs, knownInputs) &&
    !targetMoved(request) &&
    !request.rebuild.has(key);
  if (standing !== null && targetMoved(request)) {
    reasons.push(plain('target-changed', `It was made from target \`${request.manifest!.record.target}\`.`));
  }
  if (request.rebuild.has(key))
    reasons.push(plain('table-restored', 'The table is made again from its definition.'));
  if (stands) {
    contents.set(key, standing.content);
    const action: Action = standing.definition === definitionHash(definition) ? 'none' : 'metadata';
    return entry(definition, standing, change, action, request, reasons);
  }
  if (definition.kind === 'view' || definition.kind === 'embedded') {
    contents.set(key, knownInputs === null ? null : derivedContent(computation, knownInputs));
    const action: Action = standing !== null && standing.computation === computation ? 'metadata' : 'build';
    return entry(definition, standing, change, action, request, reasons);
  }
  const build = knownInputs === null ? null : await findBuild(request, definition, computation, knownInputs);
  contents.set(key, build?.content ?? null);
  return entry(definition, standing, change, build === null ? 'build' : 'reuse', request, reasons);
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
): Promise<Build | null> {
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

function planRemoved(request: PlanRequest, standing: ManifestModel): PlanModel {
  const old = request.oldDefinitions.get(standing.definition) ?? null;
  const kept = request.selected !== null && !request.selected.has(standing.name.toLowerCase());
  const change: Change = kept
    ? { verdict: 'unchanged', scope: emptyScope, reasons: [] }
    : compareDefinitions(old, null);
  return {
    name: standing.name,
    layer: standing.layer,
    kind: standing.kind,
    verdict: change.verdict,
    direct: !kept,
    scope: mutableScope(change),
    reasons: mutableReasons(change.reasons),
    action: kept ? 'none' : 'drop',
    intervals: [],
    reads: { rows: 0, bytes: 0 },
    destructive: !kept && standing.table !== null,
    definition: null,
    base: standing.definition,
  };
}

function movedInputs(
  standing: ManifestModel,
  inputs: readonly { relation: string; content: string | null }[],
): Reason[] {
  const before = new Map(standing.inputs.map((input) => [input.relation.toLowerCase(), input.content]));
  const moved = inputs.filter(
    (input) => input.content !== null && before.get(input.relation.toLowerCase()) !== input.content,
  );
  const unknown = inputs.filter((input) => input.content === null);
  const reasons: Reason[] = [];
  if (moved.length > 0) {
    reasons.push(plain('input-changed', `${names(moved)} holds other rows than when this was built.`));
  }
  if (unknown.length > 0) {
    reasons.push(
      plain(
        'input-may-change',
        `${names(unknown)} is built or read first; equal content ends the work there.`,
      ),
    );
  }
  return reasons;
}

function entry(
  definition: Definition,
  standing: ManifestModel | null,
  change: Change,
  action: Action,
  request: PlanRequest,
  reasons: readonly Reason[] = change.reasons,
): PlanModel {
  return {
    name: definition.name,
    layer: definition.layer,
    kind: definition.kind,
    verdict: change.verdict,
    direct: change.verdict !== 'unchanged',
    scope: mutableScope(change),
    reasons: mutableReasons(reasons),
    action,
    intervals: [],
    reads: action === 'build' ? readCost(definition, request.manifest) : { rows: 0, bytes: 0 },
    destructive: false,
    definition: definitionHash(definition),
    base: standing?.definition ?? null,
  };
}

/** Rows and bytes of the tables that a build reads, from the manifest; null when one of them is not there yet. */
function readCost(
  definition: Definition,
  manifest: Manifest | null,
): { rows: number | null; bytes: number | null } {
  if (definition.kind === 'view' || definition.kind === 'embedded') return { rows: 0, bytes: 0 };
  let rows: number | null = 0;
  let bytes: number | null = 0;
  for (const input of definition.inputs) {
    const standing = manifest?.models.get(input.relation.toLowerCase());
    rows = rows === null || standing?.rows == null ? null : rows + standing.rows;
    bytes = bytes === null || standing?.bytes == null ? null : bytes + standing.bytes;
  }
  return { rows, bytes };
}

function plain(rule: string, message: string): Reason {
  return { rule, message, columns: [], old: null, new: null };
}

function names(inputs: readonly { relation: string }[]): string {
  return inputs.map((input) => `\`${input.relation}\``).join(', ');
}

function mutableReasons(reasons: readonly Reason[]): PlanModel['reasons'] {
  return reasons.map((each) => ({ ...each, columns: [...each.columns] }));
}

function mutableScope(change: Change): PlanModel['scope'] {
  const { columns } = change.scope;
  return {
    rows: change.scope.rows,
    columns: {
      changed: [...columns.changed],
      added: [...columns.added],
      removed: [...columns.removed],
      renamed: columns.renamed.map((pair) => ({ ...pair })),
      retyped: [...columns.retyped],
    },
  };
}
