import type { Database, Files } from '../../ports/index.ts';
import { loadProject, type Project, type ProjectFiles } from '../../project/index.ts';
import { compileProject, type EngineIdentity } from '../compile-project.ts';
import { cacheKey } from './cache-key.ts';
import { type CompiledFiles, loadStored, type StoredProject, storeProject } from './stored-project.ts';

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

/**
 * Loads and compiles the files, or gives what the last compilation of the very same files gave. Closes the database that it opens. `cache` null: always compiles.
 */
export async function compileCached(
  files: ProjectFiles,
  open: OpenDatabase,
  cache: CompileCache | null,
): Promise<CompiledFiles> {
  const key = cache === null ? '' : cacheKey(files, cache.identity);
  const known = cache === null ? null : await recall(cache, key, files);
  if (known !== null) return known;
  const result = await compileFiles(files, open);
  if (cache !== null) await remember(cache, key, result);
  return result;
}

async function compileFiles(files: ProjectFiles, open: OpenDatabase): Promise<CompiledFiles> {
  const loaded = loadProject(files);
  if (loaded.value === null) return { project: null, compiled: null, diagnostics: loaded.diagnostics };
  const { database, engine } = await open(loaded.value);
  try {
    const { value, diagnostics } = await compileProject(loaded.value, database, engine);
    return { project: loaded.value, compiled: value, diagnostics: [...loaded.diagnostics, ...diagnostics] };
  } finally {
    await database.close();
  }
}

const valueFile = 'compile.json';
const plansFile = 'compile-plans.txt';

/** Both files begin with the key in a line of its own: a pair of two compilations is no result. */
async function recall(cache: CompileCache, key: string, files: ProjectFiles): Promise<CompiledFiles | null> {
  try {
    const value = await readKeyed(cache, valueFile, key);
    const plans = value === null ? null : await readKeyed(cache, plansFile, key);
    if (value === null || plans === null) return null;
    return loadStored(JSON.parse(value) as StoredProject, plans, files);
  } catch {
    // Whatever is wrong with a cache, compiling again mends it.
    return null;
  }
}

async function readKeyed(cache: CompileCache, name: string, key: string): Promise<string | null> {
  const path = `${cache.folder}/${name}`;
  if ((await cache.files.stat(path)) === null) return null;
  const text = await cache.files.readText(path);
  return text.startsWith(`${key}\n`) ? text.slice(key.length + 1) : null;
}

async function remember(cache: CompileCache, key: string, result: CompiledFiles): Promise<void> {
  const { stored, plans } = storeProject(result);
  try {
    await cache.files.putIfAbsent(`${cache.folder}/.gitignore`, '*\n');
    await cache.files.replace(`${cache.folder}/${plansFile}`, `${key}\n${plans}`);
    await cache.files.replace(`${cache.folder}/${valueFile}`, `${key}\n${JSON.stringify(stored)}`);
  } catch {
    // A folder that cannot be written costs time, nothing else.
  }
}
