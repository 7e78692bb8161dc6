import { closeSnapshot, openSnapshot } from '../../delta/index.ts';
import { DiagnosticError } from '../../diagnostics/index.ts';
import { type IntendedTable, transactionApp } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import { commitIntent, intentAfter } from '../commit-intent.ts';
import { intendedFile } from '../intended-file.ts';
import { type Lake, lakePath } from '../lake.ts';
import { headVersion, readCommits } from '../table-log.ts';
import type { LakeRoots } from './lake-roots.ts';
import { type EnvironmentState, presentFolder, standingRecord } from './lake-state.ts';
import { byTable, filesBelow } from './survey.ts';

/**
 * Empties the tables of models that left an environment, once no version names them any more: one version of the environment takes all their rows away, so that their files may go. A model that
 * comes back goes on with the same table. Gives the tables' paths.
 */
export async function emptyTables(
  lake: Lake,
  session: Session,
  state: EnvironmentState,
  roots: LakeRoots,
  dryRun: boolean,
): Promise<string[]> {
  const folder = presentFolder(state);
  const standing = standingRecord(state);
  if (folder === null || standing === null || state.open !== null) return [];
  const app = transactionApp(state.name, standing.incarnation);
  const tables: IntendedTable[] = [];
  for (const path of byTable(await filesBelow(lake, folder)).keys()) {
    if (roots.tables.has(path)) continue;
    const table = await emptied(lake, session, path, app);
    if (table !== null) tables.push(table);
  }
  if (tables.length > 0 && !dryRun)
    await commitIntent(lake, intentAfter(lake, standing, state.head, { tables }));
  return tables.map((table) => table.path);
}

/** null where it is empty, was never the environment's, or has been written to by somebody else since. */
async function emptied(
  lake: Lake,
  session: Session,
  path: string,
  app: string,
): Promise<IntendedTable | null> {
  const table = lakePath(lake, path);
  const version = await headVersion(lake.files, table);
  const { commits } = await readCommits(lake.files, table, version, version);
  const [newest] = commits;
  if (newest === undefined || !newest.transactions.some((each) => each.appId.startsWith(app))) return null;
  try {
    const snapshot = await openSnapshot({ files: lake.files, session }, table, { version });
    const live = await snapshot.activeFiles();
    await closeSnapshot(snapshot);
    if (live.length === 0) return null;
    return {
      model: path.split('/').slice(1).join('.'),
      id: snapshot.metadata.id,
      path,
      baseVersion: version,
      baseToken: newest.token,
      adds: [],
      removes: live.map(intendedFile),
      set: { protocol: null, metaData: null },
      before: { protocol: null, metaData: null },
      conflicts: 'replace',
      operation: { name: 'TRUNCATE', parameters: {}, metrics: { numRemovedFiles: String(live.length) } },
    };
  } catch (error) {
    if (error instanceof DiagnosticError) return null;
    throw error;
  }
}
