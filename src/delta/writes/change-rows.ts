import type { CommitDescription } from '../actions/index.ts';
import { fileColumn, listScanFiles, liveRowsSql, rowColumn } from '../scan/index.ts';
import { checkWritable, closeSnapshot, openSnapshot, type Snapshot } from '../snapshot/index.ts';
import { commitAttempt, type WritePorts } from '../transaction/index.ts';
import { quoteName, toDuckDBType } from '../types/index.ts';
import { withGenerated } from './generated-columns.ts';
import { resolveColumns } from './resolve-columns.ts';
import { type Rewritten, rewriteRows } from './rewrite-rows.ts';
import { goneColumn } from './row-changes.ts';
import type { WriteTuning } from './table-writer.ts';

export interface ChangeOptions {
  /** An SQL condition over the table's columns; all rows where it is missing. */
  readonly where?: string;
  readonly engineVersion: string;
  readonly tuning?: WriteTuning;
}

export interface ChangeResult {
  /** The version made; the one read where nothing had to change. */
  readonly version: number;
  readonly deleted: number;
  readonly updated: number;
}

/** Deletes the rows for which `where` is true. */
export function deleteRows(ports: WritePorts, table: string, options: ChangeOptions): Promise<ChangeResult> {
  return changeRows(ports, table, options, null, 'DELETE');
}

/** Sets columns to SQL expressions over the row as it was, in the rows for which `where` is true. */
export function updateRows(
  ports: WritePorts,
  table: string,
  options: ChangeOptions & { readonly set: Readonly<Record<string, string>> },
): Promise<ChangeResult> {
  return changeRows(ports, table, options, options.set, 'UPDATE');
}

async function changeRows(
  ports: WritePorts,
  table: string,
  options: ChangeOptions,
  set: Readonly<Record<string, string>> | null,
  operation: 'DELETE' | 'UPDATE',
): Promise<ChangeResult> {
  const snapshot = await openSnapshot(ports, table);
  const affected = `temp.main.lode_affected_${ports.clock.uuid().replaceAll('-', '')}`;
  try {
    checkWritable(snapshot, set === null ? 'delete' : 'change');
    const candidates = await listScanFiles(snapshot, options.where);
    const rows = await liveRowsSql(snapshot, candidates, true);
    const where = options.where === undefined ? '' : ` WHERE ${options.where}`;
    const changed = `SELECT ${fileColumn}, ${rowColumn}, ${set === null ? 'true' : 'false'} AS ${goneColumn}, ${newValues(snapshot, set)} FROM (${rows})${where}`;
    const given = new Set(Object.keys(set ?? {}).map((name) => name.toLowerCase()));
    const values = set === null ? changed : await withGenerated(snapshot, snapshot.schema, changed, given);
    await ports.session.execute(`CREATE TEMP TABLE ${affected} AS ${values}`);
    const rewritten = await rewriteRows(
      ports,
      snapshot,
      { affected, candidates, inserted: null },
      options.tuning,
    );
    const { deleted, updated } = rewritten.counts;
    if (rewritten.touched.size === 0) return { version: snapshot.version, deleted, updated };
    const version = await commitAttempt(ports, {
      snapshot,
      actions: rewritten.actions,
      reads:
        options.where === undefined
          ? { kind: 'table' }
          : { kind: 'rows', where: options.where, files: new Set(candidates.map((file) => file.add.path)) },
      description: describe(operation, options.where, rewritten),
      engineVersion: options.engineVersion,
    });
    return { version, deleted, updated };
  } finally {
    await ports.session.execute(`DROP TABLE IF EXISTS ${affected}`);
    await closeSnapshot(snapshot);
  }
}

/** The table's columns after the change; of deleted rows nothing is kept. */
function newValues(snapshot: Snapshot, set: Readonly<Record<string, string>> | null): string {
  const assigned = set === null ? null : resolveColumns(snapshot, set);
  return snapshot.schema.fields
    .map((field) => {
      const type = toDuckDBType(field.type);
      const value = assigned === null ? 'NULL' : (assigned.get(field.name) ?? quoteName(field.name));
      return `CAST(${value} AS ${type}) AS ${quoteName(field.name)}`;
    })
    .join(', ');
}

function describe(
  operation: 'DELETE' | 'UPDATE',
  where: string | undefined,
  { counts }: Rewritten,
): Pick<CommitDescription, 'operation' | 'parameters' | 'metrics'> {
  return {
    operation,
    parameters: { predicate: JSON.stringify(where === undefined ? [] : [where]) },
    metrics: {
      numRemovedFiles: counts.removedFiles,
      numAddedFiles: counts.addedFiles,
      ...(operation === 'DELETE' ? { numDeletedRows: counts.deleted } : { numUpdatedRows: counts.updated }),
      numCopiedRows: counts.copied,
      numDeletionVectorsAdded: counts.vectors,
    },
  };
}
