import { type AddAction, decodeAction, resolvePath } from '../actions/index.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { ScanFile } from './scan-sql.ts';
import { skippingSql } from './skipping.ts';

/** A live file with what a scan, or a rewrite of it, needs. */
export interface LiveFile extends ScanFile {
  readonly add: AddAction;
}

/** The live files that may hold a row for which `where` is true, by path. */
export async function listScanFiles(snapshot: Snapshot, where?: string): Promise<LiveFile[]> {
  const keep = where === undefined ? null : await skippingSql(snapshot, where);
  const rows = await snapshot.session.query(
    `SELECT CAST(to_json(f) AS VARCHAR) FROM (${snapshot.filesSql}) AS f${keep === null ? '' : ` WHERE ${keep}`} ORDER BY path`,
  );
  return rows.rows.map(([json]) =>
    liveFile(snapshot.table, decodeAction('add', String(json), snapshot.table) as AddAction),
  );
}

export function liveFile(table: string, add: AddAction): LiveFile {
  return { path: resolvePath(table, add.path), partitionValues: add.partitionValues, add };
}
