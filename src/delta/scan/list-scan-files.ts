import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { type AddAction, decodeAction, resolvePath } from '../actions/index.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { ScanFile } from './scan-sql.ts';
import { skippingSql } from './skipping.ts';

/** A live file with what a scan, or a rewrite of it, needs. */
export interface LiveFile extends ScanFile {
  readonly add: AddAction;
}

/** The live files that may hold a row for which `where` is true, by path. None is fetched yet. */
export async function listScanFiles(snapshot: Snapshot, where?: string): Promise<LiveFile[]> {
  const keep = where === undefined ? null : await skippingSql(snapshot, where);
  const rows = await snapshot.session.query(
    `SELECT CAST(to_json(f) AS VARCHAR) FROM (${snapshot.filesSql}) AS f${keep === null ? '' : ` WHERE ${keep}`} ORDER BY path`,
  );
  const adds = rows.rows.map(([json]) => decodeAction('add', String(json), snapshot.table) as AddAction);
  return adds.map((add) => liveFile(snapshot, add));
}

export function liveFile(snapshot: Pick<Snapshot, 'files' | 'table'>, add: AddAction): LiveFile {
  const path = snapshot.files.enginePath(resolvePath(snapshot.table, add.path));
  return { path, partitionValues: add.partitionValues, add };
}

/** Makes the files of actions readable for the engine. */
export async function fetchFiles(
  { files, table }: Pick<Snapshot, 'files' | 'table'>,
  actions: readonly { readonly path: string; readonly size?: number | null }[],
): Promise<void> {
  const wanted = actions.map(({ path, size }) => ({
    path: resolvePath(table, path),
    ...(size == null ? {} : { size }),
  }));
  try {
    await files.fetchForEngine(wanted);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const said = error.diagnostics.find(({ code }) => code === 'file-missing')?.summary;
    if (said === undefined) throw error;
    const missing = wanted.filter(({ path }) => said.includes(path)).map(({ path }) => path);
    throw new DiagnosticError(diagnose('delta-files-missing', { table, files: missing }), 1, error);
  }
}
