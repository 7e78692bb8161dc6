import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';

export interface EstateFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the folder that is scanned, with forward slashes. */
  readonly file: string;
  readonly bytes: number;
}

/** Folders of tools, in which nobody keeps an estate. */
export const leftOut = new Set([
  '.git',
  '.svn',
  '.hg',
  '.lode',
  'node_modules',
  '__pycache__',
  '.venv',
  '.ipynb_checkpoints',
]);

/**
 * All files of the paths, folders with what is below them, sorted. Names are relative to the one folder that was given, or to the folder that all paths share. Throws DiagnosticError for a
 * path that is not there.
 */
export async function listEstate(folder: string, paths: readonly string[]): Promise<readonly EstateFile[]> {
  if (paths.length === 0) return [];
  const absolute = paths.map((path) => resolve(folder, path));
  const kinds = await Promise.all(absolute.map((path) => stat(path).catch(() => null)));
  const missing = paths.find((_, i) => kinds[i] === null);
  if (missing !== undefined) throw new DiagnosticError(diagnose('legacy-path-missing', { path: missing }));
  const [only] = absolute;
  const base =
    absolute.length === 1
      ? kinds[0]!.isDirectory()
        ? only!
        : dirname(only!)
      : commonFolder(absolute.map((path, i) => (kinds[i]!.isDirectory() ? path : dirname(path))));
  const found = new Map<string, EstateFile>();
  const add = async (path: string) => {
    const { size } = await stat(path);
    const file = relative(base, path).split(sep).join('/') || basename(path);
    found.set(file, { path, file, bytes: size });
  };
  const walk = async (path: string): Promise<void> => {
    const entries = await readdir(path, { withFileTypes: true });
    for (const entry of entries) {
      const at = join(path, entry.name);
      if (entry.isDirectory()) {
        if (!leftOut.has(entry.name)) await walk(at);
      } else if (entry.isFile()) await add(at);
      else if (entry.isSymbolicLink()) {
        // A link to a file is a file; one to a folder may lead in circles.
        const target = await stat(at).catch(() => null);
        if (target?.isFile()) await add(at);
      }
    }
  };
  for (const [i, path] of absolute.entries()) await (kinds[i]!.isDirectory() ? walk(path) : add(path));
  return [...found.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}

function commonFolder(paths: readonly string[]): string {
  const [first, ...others] = paths.map((path) => path.split(sep));
  let count = first!.length;
  for (const each of others) {
    let same = 0;
    while (same < Math.min(count, each.length) && each[same] === first![same]) same++;
    count = same;
  }
  return first!.slice(0, count).join(sep) || sep;
}
