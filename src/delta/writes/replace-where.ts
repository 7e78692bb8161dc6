import { fileColumn, listScanFiles, liveRowsSql, rowColumn } from '../scan/index.ts';
import { checkWritable, closeSnapshot, openSnapshot } from '../snapshot/index.ts';
import { commitAttempt, type WritePorts } from '../transaction/index.ts';
import { type QueryColumn, quoteName, toDuckDBType } from '../types/index.ts';
import { checkedSelect, ruleFailure } from './constraints.ts';
import { rewriteRows } from './rewrite-rows.ts';
import { goneColumn } from './row-changes.ts';
import { conform, type WriteTuning } from './table-writer.ts';

export interface ReplaceOptions {
  readonly select: string;
  readonly columns?: readonly QueryColumn[];
  /** The rows to replace; the new rows must satisfy it too. */
  readonly where: string;
  readonly engineVersion: string;
  readonly tuning?: WriteTuning;
}

/** Replaces the rows for which `where` is true by a query's, in one commit; returns the version. Rejects with `delta-constraint-violated` where a new row lies outside. */
export async function replaceWhere(
  ports: WritePorts,
  table: string,
  options: ReplaceOptions,
): Promise<number> {
  const snapshot = await openSnapshot(ports, table);
  const id = ports.clock.uuid().replaceAll('-', '');
  const affected = `temp.main.lode_affected_${id}`;
  const inserted = `temp.main.lode_inserted_${id}`;
  const rule = { name: 'replaceWhere', expression: options.where, sql: `(${options.where})` };
  try {
    checkWritable(snapshot, 'change');
    const rows = await conform(ports, snapshot, options.select, false, options.columns);
    try {
      await ports.session.execute(`CREATE TEMP TABLE ${inserted} AS ${checkedSelect(rows.select, [rule])}`);
    } catch (error) {
      throw ruleFailure(error, table, [rule]);
    }
    const candidates = await listScanFiles(snapshot, options.where);
    const columns = snapshot.schema.fields.map(
      (field) => `CAST(NULL AS ${toDuckDBType(field.type)}) AS ${quoteName(field.name)}`,
    );
    await ports.session.execute(
      `CREATE TEMP TABLE ${affected} AS SELECT ${fileColumn}, ${rowColumn}, true AS ${goneColumn}, ${columns.join(', ')} FROM (${await liveRowsSql(snapshot, candidates, true)}) WHERE ${options.where}`,
    );
    const rewritten = await rewriteRows(
      ports,
      snapshot,
      { affected, candidates, inserted: `SELECT * FROM ${inserted}` },
      options.tuning,
    );
    return await commitAttempt(ports, {
      snapshot,
      actions: rewritten.actions,
      reads: { kind: 'rows', where: options.where, files: new Set(candidates.map((file) => file.add.path)) },
      description: {
        operation: 'WRITE',
        parameters: {
          mode: 'Overwrite',
          partitionBy: JSON.stringify(snapshot.partitionColumns),
          predicate: options.where,
        },
        metrics: {
          numFiles: rewritten.counts.addedFiles,
          numOutputRows: rewritten.counts.output,
          numRemovedFiles: rewritten.counts.removedFiles,
          numDeletedRows: rewritten.counts.deleted,
        },
      },
      engineVersion: options.engineVersion,
    });
  } finally {
    await ports.session.execute(`DROP TABLE IF EXISTS ${affected}`);
    await ports.session.execute(`DROP TABLE IF EXISTS ${inserted}`);
    await closeSnapshot(snapshot);
  }
}
