import { resolve } from 'node:path';
import { readProject } from '../../compile/index.ts';
import { DiagnosticError } from '../../diagnostics/index.ts';
import { isObjectPath } from '../../files/index.ts';
import type { Files } from '../../ports/index.ts';
import { loadSettings, noStorage, resolveStorage } from '../../project/index.ts';
import { filesOf, placeFolder } from '../storage.ts';
import type { Context } from './context.ts';

/** A table's folder, absolute, and the files that it lies in. */
export interface TablePlace {
  readonly table: string;
  readonly files: Files;
}

/** What of a command's context it takes to find a place. */
export interface PlaceContext {
  readonly host: Context['host'];
  readonly options: Pick<Context['options'], 'project'>;
}

/**
 * The table that a user names: a folder, or `s3://BUCKET/FOLDER`. An object store is reached as the project says in whose folder the command runs (or that --project names); without one, as
 * AWS's own variables say.
 */
export async function tablePlace({ host, options }: PlaceContext, path: string): Promise<TablePlace> {
  const table = placeFolder(host.folder, path);
  if (!isObjectPath(table)) return { table, files: host.files };
  const folder = resolve(host.folder, options.project ?? '.');
  const { value } = await readProject(host.files, folder, host.environment);
  const file = value.files.texts.find((one) => one.path === 'project.yml');
  const loaded = file === undefined ? null : loadSettings(file);
  if (loaded !== null && loaded.value === null) throw new DiagnosticError(loaded.diagnostics);
  const resolved = resolveStorage(
    loaded?.value?.storage ?? noStorage(userCache(value.environment)),
    value.environment,
  );
  if (resolved.value === null) throw new DiagnosticError(resolved.diagnostics);
  return { table, files: await filesOf(host, table, resolved.value, value.environment, folder) };
}

/** Where a user keeps what can be had again (XDG Base Directory Specification). */
function userCache(variables: Readonly<Record<string, string | undefined>>): string {
  const home = variables.XDG_CACHE_HOME || `${variables.HOME ?? '/tmp'}/.cache`;
  return `${home}/lode/store`;
}
