import type { BigIntStats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';

/** A file as it was when the session began. */
export interface ListedFile {
  readonly relation: string;
  readonly path: string;
  readonly state: FileState;
}

/** What tells a file from what it becomes when it is written or replaced. */
export type FileState = Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs' | 'ctimeNs'>;

export function sameState(a: FileState, b: FileState): boolean {
  return (
    a.dev === b.dev &&
    a.ino === b.ino &&
    a.size === b.size &&
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs
  );
}

const ending = /\.parquet$/i;

/** The Parquet files of a folder, sorted by name. Rejects with `source-folder-missing`. */
export async function listParquetFiles(source: string, folder: string): Promise<readonly ListedFile[]> {
  try {
    const names = (await readdir(folder)).filter((name) => ending.test(name)).sort();
    const listed = await Promise.all(
      names.map(async (name) => {
        const path = join(folder, name);
        const state = await stat(path, { bigint: true });
        return state.isFile() ? { relation: name.replace(ending, ''), path, state } : null;
      }),
    );
    return listed.filter((file) => file !== null);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new DiagnosticError(diagnose('source-folder-missing', { source, path: folder, problem }), 1, error);
  }
}
