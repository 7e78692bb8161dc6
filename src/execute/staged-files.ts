import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import type { IntendedTable, StagedFile } from '../environment/index.ts';
import { type Lake, lakePath } from './lake.ts';
import type { NewFile } from './row-change.ts';
import { runAtOnce } from './schedule.ts';

/** Files of a table that are made at the same time: each waits for a disk, or for a store's answer. */
const filesAtOnce = 8;

/**
 * STAGE: gives every file a fresh, final name in the table's folder, durable before anything names it. Names are never used again, so what a
 * killed process leaves is rubbish, never a clash.
 */
export function stageFiles(lake: Lake, tablePath: string, files: readonly NewFile[]): Promise<StagedFile[]> {
  return stageIn(lake, tablePath, '', 'part', files);
}

/** The same for files of the change data feed, which lie in a folder of their own. */
export function stageChanges(
  lake: Lake,
  tablePath: string,
  files: readonly NewFile[],
): Promise<StagedFile[]> {
  return stageIn(lake, tablePath, '_change_data/', 'cdc', files);
}

async function stageIn(
  lake: Lake,
  tablePath: string,
  below: string,
  prefix: string,
  files: readonly NewFile[],
): Promise<StagedFile[]> {
  if (files.length === 0) return [];
  const folder = lakePath(lake, tablePath);
  const own = below === '' ? folder : `${folder}/${below.slice(0, -1)}`;
  await lake.files.createFolder(own);
  const staged = await runAtOnce(files, filesAtOnce, async (file): Promise<StagedFile> => {
    const path = `${below}${prefix}-${lake.clock.uuid()}.parquet`;
    await linkFromBuild(lake, file.origin, `${folder}/${path}`);
    await lake.files.touch(`${folder}/${path}`);
    return {
      path,
      size: file.size,
      modificationTime: lake.clock.now(),
      partitionValues: { ...file.partitionValues },
      stats: file.stats,
      deletionVector: null,
      origin: file.origin,
    };
  });
  await lake.files.sync(own);
  if (own !== folder) await lake.files.sync(folder);
  return staged;
}

async function linkFromBuild(lake: Lake, origin: string, to: string): Promise<void> {
  try {
    await lake.files.link(lakePath(lake, origin), to);
  } catch (error) {
    if (!(error instanceof DiagnosticError) || error.diagnostics[0]?.code !== 'file-missing') throw error;
    throw new DiagnosticError(diagnose('build-gone', { path: origin }), 4, error);
  }
}

/**
 * Step 6: before a commit names them, the staged files are there; one that is missing is linked again from its build. Gives the path of a file that cannot be had, or null.
 */
export async function restoreStagedFiles(lake: Lake, table: IntendedTable): Promise<string | null> {
  const folder = lakePath(lake, table.path);
  const linked = new Set<string>();
  for (const file of [...table.adds, ...(table.changes ?? [])]) {
    const path = `${folder}/${file.path}`;
    if ((await lake.files.stat(path)) !== null) {
      await lake.files.touch(path);
      continue;
    }
    if ((await lake.files.stat(lakePath(lake, file.origin))) === null) return file.path;
    const own = path.slice(0, path.lastIndexOf('/'));
    await lake.files.createFolder(own);
    await linkUnlessThere(lake, lakePath(lake, file.origin), path);
    linked.add(own).add(folder);
  }
  for (const each of linked) await lake.files.sync(each);
  return null;
}

/** Another process may be doing the same. */
async function linkUnlessThere(lake: Lake, from: string, to: string): Promise<void> {
  try {
    await lake.files.link(from, to);
  } catch (error) {
    if (error instanceof DiagnosticError && error.diagnostics.some((each) => each.code === 'file-exists'))
      return;
    throw error;
  }
}
