import { listLog, readCommit } from '../../delta/index.ts';
import { DiagnosticError } from '../../diagnostics/index.ts';
import {
  canonicalJson,
  type Definition,
  definitionHash,
  type ManifestModel,
  ownsTable,
} from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import type { CheckedVersions } from '../fsck/check-versions.ts';
import type { Problem, TablePlace } from '../fsck/problem.ts';
import { type Lake, lakePath } from '../lake.ts';
import { readersOf } from '../lost-support.ts';
import { headVersion } from '../table-log.ts';
import type { RepairAction } from './repair-action.ts';
import { originOf, stateAt, writerOf } from './repair-tables.ts';
import { chunkWriter, newestCommitted, recomputeRecord } from './repair-versions.ts';

export interface RepairSituation {
  readonly lake: Lake;
  readonly session: Session;
  readonly environment: CheckedVersions;
  readonly problems: readonly Problem[];
  /** Definitions that the project has, by hash: lost ones can be written from them. */
  readonly definitions: ReadonlyMap<string, Definition>;
  /** What has been done already, as canonical JSON: done again it would not help. */
  readonly tried: ReadonlySet<string>;
}

/** What is to be done next: one sort of thing at a time, since what follows can be told only afterwards. Empty where nothing is left that can be mended. */
export async function planRepair(situation: RepairSituation): Promise<RepairAction[]> {
  for (const plan of [mendVersions, mendChunks, mendDefinitions, mendTables, mendStanding, giveUp]) {
    const actions = (await plan(situation)).filter((action) => !situation.tried.has(canonicalJson(action)));
    if (actions.length > 0) return actions;
  }
  return [];
}

type OfKind<K extends Problem['kind']> = Extract<Problem, { readonly kind: K }>;

function ofKind<K extends Problem['kind']>(problems: readonly Problem[], kind: K): OfKind<K>[] {
  return problems.filter((problem): problem is OfKind<K> => problem.kind === kind);
}

async function mendVersions({ lake, environment, problems }: RepairSituation): Promise<RepairAction[]> {
  const { head, records, intents } = environment;
  const broken = new Set([
    ...ofKind(problems, 'version-file-damaged').map(({ version }) => version),
    ...ofKind(problems, 'version-file-missing').map(({ version }) => version),
    ...ofKind(problems, 'version-open').map(({ version }) => version),
  ]);
  const actions: RepairAction[] = [];
  for (const version of [...broken].sort((a, b) => a - b)) {
    const record = records.get(version);
    const intent = intents.get(version);
    if (record !== undefined && intent === undefined) actions.push({ kind: 'rewrite-intent', version });
    else if (record !== undefined) continue;
    else if (version === head && intent !== undefined) actions.push({ kind: 'settle', version });
    else if (version === head && newestCommitted(environment) !== null)
      actions.push({ kind: 'abort', version });
    else if ((await recomputeRecord(lake, environment, version)) !== null)
      actions.push({ kind: 'rewrite-record', version });
  }
  return actions;
}

async function mendChunks({ lake, environment, problems }: RepairSituation): Promise<RepairAction[]> {
  const actions: RepairAction[] = [];
  for (const { hash, versions } of ofKind(problems, 'chunk-lost')) {
    const version = await chunkWriter(lake, environment, hash, versions);
    if (version !== null) actions.push({ kind: 'rewrite-chunk', hash, version });
  }
  if (actions.length > 0) return actions;
  // What stands cannot be read, and cannot be made again: back to the newest version that can.
  const standing = newestCommitted(environment);
  const { models } = environment;
  if (standing === null || standing.ended || models.has(standing.version)) return [];
  const whole = [...models.keys()].sort((a, b) => b - a)[0];
  return whole === undefined ? [] : [{ kind: 'restore-version', to: whole }];
}

async function mendDefinitions(situation: RepairSituation): Promise<RepairAction[]> {
  const { environment, problems, definitions } = situation;
  const actions: RepairAction[] = [];
  const leave: string[] = [];
  const standing = standingModels(environment);
  for (const { hash } of ofKind(problems, 'definition-lost')) {
    const known = definitions.get(hash);
    if (known !== undefined && definitionHash(known) === hash)
      actions.push({ kind: 'rewrite-definition', hash });
    else
      for (const model of standing)
        if (model.definition === hash || model.ranges.some((range) => range.definition === hash))
          leave.push(model.name);
  }
  if (actions.length > 0 || leave.length === 0) return actions;
  return [{ kind: 'remove-models', models: leave }];
}

function standingModels(environment: CheckedVersions): readonly ManifestModel[] {
  const version = newestCommitted(environment)?.version;
  return version === undefined ? [] : (environment.models.get(version) ?? []);
}

/** Files from builds, lost commits from intents, and else empty commits in their place. */
async function mendTables({ lake, environment, problems }: RepairSituation): Promise<RepairAction[]> {
  const actions: RepairAction[] = [];
  for (const { path, file } of own(environment, ofKind(problems, 'data-file-lost'))) {
    const origin = await originOf(lake, environment, path, file);
    if (origin !== null) actions.push({ kind: 'relink-file', path, file, origin });
  }
  const unreadable = [
    ...own(environment, ofKind(problems, 'table-unreadable')),
    ...own(environment, ofKind(problems, 'commit-swapped')),
  ];
  for (const path of new Set(unreadable.map((place) => place.path))) {
    const newest = Math.max(
      ...unreadable.filter((place) => place.path === path).map(({ version }) => version),
    );
    for (const version of await lostCommits(lake, path, newest)) {
      const of = writerOf(environment, path, version);
      const model = modelOf(environment, path);
      if (of !== null) actions.push({ kind: 'rewrite-commit', path, version, of });
      else if (model !== null) actions.push({ kind: 'fill-commit', model: model.name, path, version });
    }
  }
  return actions;
}

function own<P extends TablePlace>({ name }: CheckedVersions, places: readonly P[]): P[] {
  return places.filter(({ path }) => ownsTable(name, path));
}

/** The newest thing that is known of a table. */
export function modelOf({ models }: CheckedVersions, path: string): ManifestModel | null {
  for (const version of [...models.keys()].sort((a, b) => b - a)) {
    const model = models.get(version)!.find((each) => each.table?.path === path);
    if (model !== undefined) return model;
  }
  return null;
}

/** Versions up to `newest` (or up to the end of the log) of which no commit can be read, and that no checkpoint stands for. None where nothing of the log is left. */
async function lostCommits(lake: Lake, path: string, newest: number): Promise<number[]> {
  const folder = lakePath(lake, path);
  const head = await headVersion(lake.files, folder);
  if (head < 0) return [];
  const listing = await listLog(lake.files, folder);
  const first = listing.checkpoints.findLast(({ version }) => version <= newest)?.version ?? 0;
  const lost: number[] = [];
  for (let version = first; version <= Math.max(newest, head); version++) {
    if (listing.checkpoints.some((checkpoint) => checkpoint.version === version)) continue;
    const commit = await readCommit(lake.files, folder, version).catch(unreadableCommit);
    if (commit === null) lost.push(version);
  }
  return lost;
}

function unreadableCommit(error: unknown): null {
  if (error instanceof DiagnosticError) return null;
  throw error;
}

/** Tables that stand and cannot be made whole: marked where their log can be written to, else given up; the next apply makes them anew. */
async function mendStanding(situation: RepairSituation): Promise<RepairAction[]> {
  const { lake, session, environment, problems } = situation;
  const marked = new Set(ofKind(problems, 'table-marked').map(({ path }) => path));
  const broken = brokenPlaces(environment, problems);
  const mark: string[] = [];
  const leave: string[] = [];
  for (const model of standingModels(environment)) {
    const { table } = model;
    if (table === null || !ownsTable(environment.name, table.path) || marked.has(table.path)) continue;
    if (!(await isBroken(situation, table, broken))) continue;
    const folder = lakePath(lake, table.path);
    const head = await headVersion(lake.files, folder);
    const readable = head >= 0 && (await stateAt(lake, session, folder, head)) !== null;
    (readable && head >= table.version ? mark : leave).push(model.name);
  }
  return [
    ...(mark.length > 0 ? [{ kind: 'mark-tables', models: mark } as const] : []),
    ...(leave.length > 0 ? [{ kind: 'remove-models', models: leave } as const] : []),
  ];
}

interface BrokenPlaces {
  /** `path version` */
  readonly versions: ReadonlySet<string>;
  /** By path of the table. */
  readonly files: ReadonlyMap<string, ReadonlySet<string>>;
}

function brokenPlaces(environment: CheckedVersions, problems: readonly Problem[]): BrokenPlaces {
  const versions = new Set(
    [...ofKind(problems, 'table-unreadable'), ...ofKind(problems, 'commit-swapped')].map(
      ({ path, version }) => `${path} ${version}`,
    ),
  );
  const files = new Map<string, Set<string>>();
  for (const { path, file } of own(environment, ofKind(problems, 'data-file-lost')))
    files.set(path, new Set([...(files.get(path) ?? []), file]));
  return { versions, files };
}

async function isBroken(
  { lake, session }: RepairSituation,
  table: { readonly path: string; readonly version: number },
  broken: BrokenPlaces,
): Promise<boolean> {
  if (broken.versions.has(`${table.path} ${table.version}`)) return true;
  const files = broken.files.get(table.path);
  if (files === undefined) return false;
  const state = await stateAt(lake, session, lakePath(lake, table.path), table.version);
  return state === null || state.adds.some((add) => files.has(add.path));
}

/** Versions other than the standing one that can be read no more, unless somebody else reads from the environment. */
async function giveUp(situation: RepairSituation): Promise<RepairAction[]> {
  const { lake, environment, problems } = situation;
  const standing = newestCommitted(environment);
  if (standing === null) return [];
  const below = (version: number) => version < standing.version;
  const lost = new Set([
    ...ofKind(problems, 'version-file-damaged').map(({ version }) => version),
    ...ofKind(problems, 'version-file-missing').map(({ version }) => version),
    ...ofKind(problems, 'version-inconsistent').map(({ version }) => version),
    ...ofKind(problems, 'chunk-lost').flatMap(({ versions }) => versions),
  ]);
  const broken = brokenPlaces(environment, problems);
  for (const [version, models] of environment.models) {
    if (!below(version)) continue;
    for (const { table } of models)
      if (table !== null && (await isBroken(situation, table, broken))) lost.add(version);
  }
  const versions = [...lost].filter(below).sort((a, b) => a - b);
  if (versions.length === 0 || (await readersOf(lake, environment.name)).length > 0) return [];
  return [{ kind: 'give-up-versions', versions }];
}
