import { resolvePath } from '../delta/index.ts';
import { type IntendedTable, type Intent, transactionApp } from '../environment/index.ts';
import { hasTransaction, hasUndo } from './forward.ts';
import { type Lake, lakePath } from './lake.ts';
import {
  fenceActions,
  headVersion,
  type LoggedCommit,
  putCommit,
  readCommits,
  undoActions,
} from './table-log.ts';

/**
 * UNDO of the commit protocol, by any process, any number of times: a table that has the version's commit gets its inverse; one that has not gets
 * an empty commit under the same transaction, so that a process that was frozen before its own commit finds it taken.
 */
export async function undoTables(lake: Lake, intent: Intent): Promise<void> {
  for (const table of intent.tables) await undoTable(lake, intent, table);
}

async function undoTable(lake: Lake, intent: Intent, table: IntendedTable): Promise<void> {
  const folder = lakePath(lake, table.path);
  for (;;) {
    const head = await headVersion(lake.files, folder);
    // A log that ends before our base is another one, or none: we have done nothing to it, and no fence would hold.
    if (head < table.baseVersion) return;
    // Of a log that lost a commit only what is there can be judged; the fence still keeps a frozen writer out, and what the table holds is not known.
    const { commits, complete } = await readCommits(lake.files, folder, table.baseVersion + 1, head);
    if (commits.some((commit) => hasUndo(commit, intent))) return;
    const app = transactionApp(intent.environment, intent.incarnation);
    const forward = commits.find((commit) => hasTransaction(commit, app, intent.version));
    const token = lake.clock.uuid();
    const now = lake.clock.now();
    const actions =
      forward === undefined
        ? fenceActions(intent, table, token, now, { isNew: head < 0, damaged: !complete })
        : await inverse(lake, intent, table, commits, forward, token, now);
    if (await putCommit(lake.files, folder, head + 1, actions, token)) return;
  }
}

/**
 * Removes what the version added and is still there, and puts back what it removed and nobody has put back; a file that is gone is left out and the table marked. Where somebody
 * has rewritten what the version added, its rows are in files of theirs: putting the old ones back would double them, so that the table stays as they left it, marked.
 */
async function inverse(
  lake: Lake,
  intent: Intent,
  table: IntendedTable,
  commits: readonly LoggedCommit[],
  forward: LoggedCommit,
  token: string,
  now: number,
) {
  const later = commits.filter((commit) => commit.version > forward.version);
  const removedSince = new Set(later.flatMap((commit) => commit.removes));
  const addedSince = new Set(later.flatMap((commit) => commit.adds));
  if (table.adds.some((file) => removedSince.has(file.path))) {
    const nothing = { takeAway: [], putBack: [], restoreMetadata: false, damaged: true };
    return undoActions(intent, table, nothing, token, now);
  }
  const takeAway = table.adds;
  const putBack: IntendedTable['removes'] = [];
  let damaged = false;
  for (const file of table.removes) {
    if (addedSince.has(file.path)) continue;
    if ((await lake.files.stat(resolvePath(lakePath(lake, table.path), file.path))) === null) damaged = true;
    else putBack.push(file);
  }
  const restoreMetadata = !later.some((commit) => commit.setsMetadata);
  return undoActions(intent, table, { takeAway, putBack, restoreMetadata, damaged }, token, now);
}
