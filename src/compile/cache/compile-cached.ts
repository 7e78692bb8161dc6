import type { Outcome } from '../../diagnostics/index.ts';
import type { Database, Files } from '../../ports/index.ts';
import { loadProject, type Project, type ProjectFiles } from '../../project/index.ts';
import { compileProject, type EngineIdentity, type PreviousCompilation } from '../compile-project.ts';
import { cacheKey } from './cache-key.ts';
import {
  type CompiledFiles,
  loadStored,
  previousOf,
  type StoredProject,
  storeProject,
} from './stored-project.ts';

/** Where results are kept: `folder` (absolute) may be removed at any time. */
export interface CompileCache {
  readonly files: Files;
  readonly folder: string;
  /** Versions of Lode and of the engine, in one text. */
  readonly identity: string;
}

/** A fresh database for a project. Called only where something must be compiled. */
export type OpenDatabase = (
  project: Project,
) => Promise<{ readonly database: Database; readonly engine: EngineIdentity }>;

/** Files that were read, and may be compiled. */
export interface Compilation {
  /** What the files say, before anything is compiled. */
  readonly loaded: Outcome<Project | null>;
  /** Closes the database that it opens, if it needs one. */
  readonly compile: (open: OpenDatabase) => Promise<CompiledFiles>;
}

/**
 * Loads the files; what the last compilation of the very same files gave is taken from the cache, and nothing is parsed then. `cache` null: always parses and compiles.
 */
export async function openCompilation(files: ProjectFiles, cache: CompileCache | null): Promise<Compilation> {
  const key = cache === null ? '' : cacheKey(files, cache.identity);
  const kept = cache === null ? null : await recall(cache);
  try {
    if (kept?.key === key) {
      const result = loadStored(kept.stored, kept.plans, files);
      const diagnostics = result.diagnostics.slice(0, kept.stored.ofLoading);
      return { loaded: { value: result.project, diagnostics }, compile: async () => result };
    }
  } catch {
    // Whatever is wrong with a cache, compiling again mends it.
  }
  const loaded = loadProject(files);
  return {
    loaded,
    async compile(open) {
      const previous = cache === null ? null : previousIn(cache, kept);
      const result = await compileLoaded(loaded, open, previous);
      if (cache !== null) await remember(cache, key, result, loaded.diagnostics.length);
      return result;
    },
  };
}

/** Loads and compiles the files, or gives what the last compilation of the very same files gave. */
export async function compileCached(
  files: ProjectFiles,
  open: OpenDatabase,
  cache: CompileCache | null,
): Promise<CompiledFiles> {
  return (await openCompilation(files, cache)).compile(open);
}

async function compileLoaded(
  loaded: Outcome<Project | null>,
  open: OpenDatabase,
  previous: PreviousCompilation | null,
): Promise<CompiledFiles> {
  if (loaded.value === null) return { project: null, compiled: null, diagnostics: loaded.diagnostics };
  const { database, engine } = await open(loaded.value);
  try {
    const { value, diagnostics } = await compileProject(loaded.value, database, engine, previous);
    return { project: loaded.value, compiled: value, diagnostics: [...loaded.diagnostics, ...diagnostics] };
  } finally {
    await database.close();
  }
}

/** What the last compilation left, of whatever files. */
interface Kept {
  readonly key: string;
  readonly stored: StoredProject;
  readonly plans: string;
}

function previousIn(cache: CompileCache, kept: Kept | null): PreviousCompilation | null {
  if (kept === null || kept.stored.identity !== cache.identity) return null;
  try {
    return previousOf(kept.stored, kept.plans);
  } catch {
    return null;
  }
}

const valueFile = 'compile.json';
const plansFile = 'compile-plans.txt';

/** Both files begin with the key in a line of its own: a pair of two compilations is no result. */
async function recall(cache: CompileCache): Promise<Kept | null> {
  try {
    const value = await readKeyed(cache, valueFile);
    const plans = value === null ? null : await readKeyed(cache, plansFile);
    if (value === null || plans === null || value.key !== plans.key) return null;
    return { key: value.key, stored: JSON.parse(value.text) as StoredProject, plans: plans.text };
  } catch {
    return null;
  }
}

async function readKeyed(cache: CompileCache, name: string): Promise<{ key: string; text: string } | null> {
  const path = `${cache.folder}/${name}`;
  if ((await cache.files.stat(path)) === null) return null;
  const text = await cache.files.readText(path);
  const end = text.indexOf('\n');
  return end < 0 ? null : { key: text.slice(0, end), text: text.slice(end + 1) };
}

async function remember(
  cache: CompileCache,
  key: string,
  result: CompiledFiles,
  ofLoading: number,
): Promise<void> {
  const { stored, plans } = storeProject(result, cache.identity, ofLoading);
  try {
    await cache.files.putIfAbsent(`${cache.folder}/.gitignore`, '*\n');
    await cache.files.replace(`${cache.folder}/${plansFile}`, `${key}\n${plans}`);
    await cache.files.replace(`${cache.folder}/${valueFile}`, `${key}\n${JSON.stringify(stored)}`);
  } catch {
    // A folder that cannot be written costs time, nothing else.
  }
}
