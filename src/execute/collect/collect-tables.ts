import { cleanLog, closeSnapshot, isVacuumed, type NeededFiles, neededFiles } from '../../delta/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { environmentOfFolder, transactionApp } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import { type Lake, lakePath } from '../lake.ts';
import type { LakeRoots } from './lake-roots.ts';
import { type EnvironmentState, presentFolder } from './lake-state.ts';
import type { LakeFile, Ledger } from './ledger.ts';
import type { RetentionPolicy } from './retained-versions.ts';
import { byTable, isLeftOver, type Survey } from './survey.ts';

const day = 86_400_000;

export interface TableCleaning {
  readonly lake: Lake;
  readonly session: Session;
  readonly survey: Survey;
  readonly states: ReadonlyMap<string, EnvironmentState>;
  readonly roots: LakeRoots;
  readonly policy: RetentionPolicy;
  readonly ledger: Ledger;
  readonly dryRun: boolean;
}

/** Removes the folders of dropped environments, and from the tables of the others the data files and log entries that no version needs. */
export async function collectTables(cleaning: TableCleaning): Promise<Diagnostic[]> {
  const { survey, states } = cleaning;
  const diagnostics: Diagnostic[] = [];
  for (const [folder, files] of survey.tables) {
    const state = states.get(environmentOfFolder(folder));
    // Nothing is on record of it: it is not ours, or its first version is being made.
    if (state === undefined) continue;
    if (presentFolder(state) !== folder) {
      await removeFolder(cleaning, folder, files);
      continue;
    }
    for (const [path, own] of byTable(files)) {
      try {
        await cleanTable(cleaning, state, path, own);
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        diagnostics.push(diagnose('gc-table-skipped', { path, problem: error.message }));
      }
    }
  }
  return diagnostics;
}

/** A folder that an environment had before it was dropped: no later one of its name uses it. Logs go first, so that nobody finds a table without its files. */
async function removeFolder(
  { lake, roots, ledger, dryRun }: TableCleaning,
  folder: string,
  files: readonly LakeFile[],
): Promise<void> {
  if ([...roots.tables.keys()].some((path) => path.startsWith(`${folder}/`))) return;
  const isLog = ({ path }: LakeFile) => path.includes('/_delta_log/');
  for (const file of [...files.filter(isLog), ...files.filter((file) => !isLog(file))])
    await ledger.remove('tables', file);
  if (!dryRun) await lake.files.removeFolder(lakePath(lake, folder));
}

async function cleanTable(
  cleaning: TableCleaning,
  state: EnvironmentState,
  path: string,
  files: readonly LakeFile[],
): Promise<void> {
  const { lake, session, roots, policy, ledger, dryRun } = cleaning;
  const pinned = [...(roots.tables.get(path) ?? [])];
  const ports = { files: lake.files, session, clock: lake.clock };
  // A model that left: nobody travels in time in its table.
  const kept = pinned.length === 0 ? 0 : Math.max(policy.retention, (roots.days.get(path) ?? 0) * day);
  const since = policy.now - Math.max(policy.grace, kept);
  const found = await neededFiles(ports, lakePath(lake, path), pinned, since);
  try {
    if (!isOurs(found, state)) return;
    for (const file of files) {
      if (isLeftOver(file.path)) {
        if (file.modified < policy.now - policy.grace) await ledger.remove('scratch', file);
      } else if (await mayGo(cleaning, state, found, path, file)) await ledger.remove('data', file);
    }
  } finally {
    await closeSnapshot(found.head);
  }
  const bySize = new Map(files.map((file) => [file.path, file]));
  const keepVersions = pinned.length === 0 ? [found.head.version] : pinned;
  for (const name of await cleanLog(ports, lakePath(lake, path), { keepVersions, dryRun })) {
    const file = bySize.get(`${path}/_delta_log/${name}`);
    if (file !== undefined) ledger.note('logs', file);
  }
}

/** Whether the environment has ever committed to the table. */
function isOurs({ head }: NeededFiles, { name }: EnvironmentState): boolean {
  const app = transactionApp(name, '');
  return [...head.transactions.keys()].some((key) => key.startsWith(app));
}

/**
 * A file that a log names as removed may go once no version that stays needs it: nobody adds it again. One that no log names may belong to somebody who is about to commit it; he can no
 * longer do so once a later version of the environment has been made.
 */
async function mayGo(
  { lake, roots, policy }: TableCleaning,
  state: EnvironmentState,
  found: NeededFiles,
  path: string,
  file: LakeFile,
): Promise<boolean> {
  const name = file.path.slice(path.length + 1);
  const absolute = lakePath(lake, file.path);
  if (!isVacuumed(name, found.head.partitionColumns)) return false;
  if (found.needed.has(absolute) || roots.files.has(file.path)) return false;
  const spared = policy.now - policy.grace;
  if (name.startsWith('_change_data/'))
    return file.modified < Math.min(spared, policy.now - policy.retention);
  if (found.removed.has(absolute)) return true;
  if (file.modified >= spared) return false;
  const newest = state.open?.createdAt ?? state.records.at(-1)?.committedAt;
  return newest !== undefined && file.modified < Date.parse(newest) - policy.grace;
}
