import {
  contentHash,
  type IntendedTable,
  type Intent,
  type PinnedTable,
  transactionApp,
  undoApp,
} from '../environment/index.ts';
import { type Lake, lakePath } from './lake.ts';
import { restoreStagedFiles } from './staged-files.ts';
import { forwardActions, headVersion, type LoggedCommit, putCommit, readCommits } from './table-log.ts';

/** How bringing an intent's tables forward ended. */
export type Forwarded =
  | {
      readonly kind: 'done';
      readonly tables: readonly { readonly model: string; readonly table: PinnedTable }[];
    }
  | { readonly kind: 'impossible'; readonly reason: string };

/** Steps 6 and 7 of the commit protocol, by any process, any number of times: every table gets its commit exactly once. */
export async function forwardTables(lake: Lake, intent: Intent): Promise<Forwarded> {
  const tables: { model: string; table: PinnedTable }[] = [];
  for (const table of intent.tables) {
    const done = await forwardTable(lake, intent, table);
    if (typeof done === 'string') return { kind: 'impossible', reason: done };
    tables.push({ model: table.model, table: done });
  }
  return { kind: 'done', tables };
}

/** The table as committed, or why it cannot be. */
async function forwardTable(lake: Lake, intent: Intent, table: IntendedTable): Promise<PinnedTable | string> {
  const folder = lakePath(lake, table.path);
  const seen: LoggedCommit[] = [];
  let filesChecked = false;
  for (;;) {
    const head = await headVersion(lake.files, folder);
    if (head < table.baseVersion)
      return `${table.model}: the log at ${table.path} ends before version ${table.baseVersion}`;
    const next = await readCommits(lake.files, folder, (seen.at(-1)?.version ?? table.baseVersion) + 1, head);
    seen.push(...next.commits);
    const own = seen.find((commit) =>
      hasTransaction(commit, transactionApp(intent.environment, intent.incarnation), intent.version),
    );
    if (own !== undefined) return pinned(table, own);
    // Our own commit may be the one that is gone.
    if (!next.complete)
      return `${table.model}: a commit after version ${table.baseVersion} is gone from ${table.path}`;
    const conflict = seen.find((commit) => conflicts(commit, table));
    if (conflict !== undefined) {
      return `${table.model}: version ${conflict.version} of its table, a ${conflict.operation} by ${conflict.engine}, came in between`;
    }
    if (!filesChecked) {
      const lost = await restoreStagedFiles(lake, table);
      if (lost !== null) return `${table.model}: ${lost} is gone, and so is the build that it came from`;
      filesChecked = true;
    }
    const token = lake.clock.uuid();
    if (
      await putCommit(
        lake.files,
        folder,
        head + 1,
        forwardActions(intent, table, token, lake.clock.now()),
        token,
      )
    ) {
      return { id: table.id, path: table.path, version: head + 1, token };
    }
  }
}

export function hasTransaction(commit: LoggedCommit, app: string, version: number): boolean {
  return commit.transactions.some(
    (transaction) => transaction.appId === app && transaction.version === version,
  );
}

export function hasUndo(commit: LoggedCommit, intent: Intent): boolean {
  return hasTransaction(commit, undoApp(intent.environment, intent.incarnation), intent.version);
}

/** A commit since the base that makes ours wrong. Commits without data change (OPTIMIZE) are one too when we replace files by name. */
function conflicts(commit: LoggedCommit, table: IntendedTable): boolean {
  if (commit.setsProtocol || commit.setsMetadata) return true;
  if (table.baseVersion < 0) return true;
  if (table.conflicts === 'append') return false;
  if (commit.changesData) return true;
  const replaced = new Set(table.removes.map((file) => file.path));
  return commit.removes.some((path) => replaced.has(path));
}

function pinned(table: IntendedTable, commit: LoggedCommit): PinnedTable {
  return {
    id: table.id,
    path: table.path,
    version: commit.version,
    token: commit.token ?? contentHash(commit.transactions),
  };
}
