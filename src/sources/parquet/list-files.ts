import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { ListedFile } from '../files/listed-file.ts';
import { relationOfFile } from './file-names.ts';

/** The Parquet files of a folder, sorted by name. Rejects with `source-folder-missing`. */
export async function listParquetFiles(source: string, folder: string): Promise<readonly ListedFile[]> {
  try {
    const names = (await readdir(folder)).sort();
    const listed = await Promise.all(
      names.map(async (name) => {
        const relation = relationOfFile(name);
        if (relation === null) return null;
        const path = join(folder, name);
        const state = await stat(path, { bigint: true });
        return state.isFile() ? { relation, path, state } : null;
      }),
    );
    return listed.filter((file) => file !== null);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new DiagnosticError(
      diagnose('source-folder-missing', { source, path: folder, problem, files: 'Parquet files' }),
      1,
      error,
    );
  }
}
