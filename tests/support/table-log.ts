import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface LoggedFile {
  readonly partitionValues: Readonly<Record<string, string | null>>;
  readonly stats: string;
}

/** What a table's log says, read without Lode: its partition columns, the files that stand, and how many commits there are. */
export async function readTableLog(table: string) {
  const log = join(table, '_delta_log');
  const names = (await readdir(log)).filter((name) => /^\d+\.json$/.test(name)).sort();
  let partitionColumns: readonly string[] = [];
  const files = new Map<string, LoggedFile>();
  for (const name of names)
    for (const line of (await readFile(join(log, name), 'utf8')).trim().split('\n')) {
      const action = JSON.parse(line);
      if (action.metaData !== undefined) partitionColumns = action.metaData.partitionColumns;
      if (action.add !== undefined) files.set(action.add.path, action.add);
      if (action.remove !== undefined) files.delete(action.remove.path);
    }
  return { partitionColumns, files: [...files.values()], commits: names.length };
}
