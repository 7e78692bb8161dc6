import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import {
  type Manifest,
  ownsTable,
  type PinnedTable,
  tablePath,
  transactionApp,
  undoApp,
} from '../environment/index.ts';
import { type Lake, lakePath } from './lake.ts';
import type { Base } from './read-environment.ts';
import { headVersion, type LoggedCommit, readCommits } from './table-log.ts';

/** Where a table stands: what the next commit builds on. */
export interface TableBase {
  readonly version: number;
  readonly token: string | null;
  /** The last undo could not put every file back: whatever its inputs, the table must be made again. */
  readonly damaged: boolean;
}

export interface TableCheck {
  /** By lower-case model name; a model without a table has version −1. */
  readonly bases: ReadonlyMap<string, TableBase>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Step 2 of the commit protocol, for the models named: each table stands as the manifest says, but for commits that change no data and for what this
 * environment itself did and took back. `discard` names models whose foreign commits are to be overwritten on purpose.
 */
export async function verifyTables(
  lake: Lake,
  environment: string,
  incarnation: string,
  manifest: Manifest | null,
  models: readonly string[],
  discard: ReadonlySet<string>,
): Promise<TableCheck> {
  const bases = new Map<string, TableBase>();
  const diagnostics: Diagnostic[] = [];
  for (const model of models) {
    const key = model.toLowerCase();
    const standing = manifest?.models.get(key)?.table ?? null;
    const pinned = standing !== null && ownsTable(environment, standing.path) ? standing : null;
    const path = pinned?.path ?? tablePath(environment, incarnation, model);
    const found = await inspect(lake, environment, incarnation, model, path, pinned);
    if ('problem' in found && !discard.has(key)) diagnostics.push(found.problem);
    bases.set(key, found.base);
  }
  return { bases, diagnostics };
}

/**
 * Models whose table an undo could not put back as it was. There are such only behind a version that was taken back, so that an apply which follows a committed one
 * looks at no log.
 */
export async function damagedTables(
  lake: Lake,
  environment: string,
  { head, incarnation, manifest }: Base,
): Promise<Set<string>> {
  if (manifest === null || incarnation === null || head === manifest.record.version) return new Set();
  const models = [...manifest.models.values()]
    .filter((model) => model.table !== null && ownsTable(environment, model.table.path))
    .map((model) => model.name);
  const { bases } = await verifyTables(lake, environment, incarnation, manifest, models, new Set());
  return new Set([...bases].filter(([, base]) => base.damaged && base.version >= 0).map(([key]) => key));
}

/** What others did to an environment's own tables since the version that stands, as warnings. One look at each table's log. */
export async function externalCommits(
  lake: Lake,
  environment: string,
  manifest: Manifest,
): Promise<Diagnostic[]> {
  const { incarnation } = manifest.record;
  const own = [...manifest.models.values()].filter(
    ({ table }) => table !== null && ownsTable(environment, table.path),
  );
  const names = own.map(({ name }) => name);
  const check = await verifyTables(lake, environment, incarnation, manifest, names, new Set());
  return check.diagnostics.map((diagnostic) => ({ ...diagnostic, severity: 'warning' as const }));
}

type Inspected = { readonly base: TableBase } | { readonly base: TableBase; readonly problem: Diagnostic };

async function inspect(
  lake: Lake,
  environment: string,
  incarnation: string,
  model: string,
  path: string,
  pinned: PinnedTable | null,
): Promise<Inspected> {
  const folder = lakePath(lake, path);
  const head = await headVersion(lake.files, folder);
  if (pinned === null && head < 0) return { base: { version: -1, token: null, damaged: false } };
  const expected = pinned?.version ?? -1;
  if (head < expected) {
    const base = { version: head, token: null, damaged: true };
    return { base, problem: diagnose('table-gone', { model, path, expected }) };
  }
  const { commits, complete } = await readCommits(lake.files, folder, Math.max(0, expected), head);
  const base: TableBase = {
    version: head,
    token: commits.at(-1)?.version === head ? (commits.at(-1)?.token ?? null) : null,
    damaged: commits.some((commit) => commit.version > expected && commit.damaged),
  };
  if (!complete && commits[0]?.version !== expected + 1 && head !== expected) {
    return { base, problem: diagnose('table-gone', { model, path, expected }) };
  }
  const own = (commit: LoggedCommit) => isOwn(commit, environment, incarnation);
  const foreign = commits.find((commit) => {
    if (pinned !== null && commit.version === expected)
      // Of a table that is marked it is known that something was lost, and it is made anew.
      return commit.token !== pinned.token && !base.damaged;
    return commit.changesData && !own(commit);
  });
  if (pinned === null && commits.length > 0 && !commits.every(own)) {
    return { base, problem: diagnose('table-in-the-way', { model, path }) };
  }
  if (foreign === undefined) return { base };
  const { version, operation, engine } = foreign;
  return { base, problem: diagnose('table-moved', { model, path, version, operation, engine, expected }) };
}

/** Commits of a version that was taken back: forward, inverse and fence leave the rows as they were. */
function isOwn(commit: LoggedCommit, environment: string, incarnation: string): boolean {
  const apps = [transactionApp(environment, incarnation), undoApp(environment, incarnation)];
  return commit.transactions.some((transaction) => apps.includes(transaction.appId));
}
