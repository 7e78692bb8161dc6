import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { ListedFile } from '../files/listed-file.ts';

/** A file of a relation, with its path below the source's folder. */
export interface CsvFile extends ListedFile {
  readonly name: string;
  /** Its path as messages tell it: from where the command was started, if it lies there. */
  readonly shown: string;
}

const ending = /\.csv(\.gz)?$/i;

/**
 * The files of each relation as they are now, sorted by name: those that its patterns name, or, without patterns, a relation for each `*.csv` of the folder. Rejects with `source-folder-missing`.
 */
export async function listCsvFiles(
  source: string,
  folder: string,
  patterns: ReadonlyMap<string, readonly string[]> | null,
): Promise<ReadonlyMap<string, readonly CsvFile[]>> {
  try {
    const deep = patterns !== null && [...patterns.values()].flat().some((pattern) => pattern.includes('/'));
    const found = await readdir(folder, { recursive: deep });
    const names = found.map((name) => name.replaceAll('\\', '/')).sort();
    const chosen =
      patterns === null
        ? new Map(names.filter((name) => ending.test(name)).map((name) => [name.replace(ending, ''), [name]]))
        : new Map(
            [...patterns].map(([relation, globs]) => {
              const matches = globs.map(globPattern);
              return [relation, names.filter((name) => matches.some((match) => match.test(name)))];
            }),
          );
    const listed = new Map<string, readonly CsvFile[]>();
    for (const [relation, files] of chosen) {
      const stated = await Promise.all(
        files.map(async (name): Promise<CsvFile | null> => {
          const path = join(folder, name);
          const state = await stat(path, { bigint: true });
          return state.isFile() ? { relation, name, path, shown: shownPath(path), state } : null;
        }),
      );
      const present = stated.filter((file) => file !== null);
      if (patterns !== null || present.length > 0) listed.set(relation, present);
    }
    return listed;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new DiagnosticError(
      diagnose('source-folder-missing', { source, path: folder, problem, files: 'CSV files' }),
      1,
      error,
    );
  }
}

function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith('..') ? path : below;
}

/** `*` and `?` within a name, `**` for any folders, `{a,b}` for either. Names that begin with a point are only meant where the pattern says so. */
export function globPattern(glob: string): RegExp {
  let pattern = '';
  for (const [part] of glob.matchAll(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[\s\S]/g)) {
    const starts = pattern === '' || pattern.endsWith('/');
    if (part === '**/') pattern += '(?:(?!\\.)[^/]+/)*';
    else if (part === '**') pattern += '(?:(?!\\.)[^/]+/)*(?!\\.)[^/]*';
    else if (part === '*') pattern += `${starts ? '(?!\\.)' : ''}[^/]*`;
    else if (part === '?') pattern += `${starts ? '(?!\\.)' : ''}[^/]`;
    else if (part.length > 1 && part.startsWith('{'))
      pattern += `(?:${part.slice(1, -1).split(',').map(plain).join('|')})`;
    else pattern += plain(part);
  }
  return new RegExp(`^${pattern}$`);
}

function plain(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
