import type { CdcAction } from '../actions/index.ts';
import { encodePath } from '../actions/index.ts';
import { fileColumn, type LiveFile, liveRowsSql, rowColumn } from '../scan/index.ts';
import type { Snapshot } from '../snapshot/index.ts';
import type { WritePorts } from '../transaction/index.ts';
import { type DeltaStruct, mappingMode, quoteName } from '../types/index.ts';
import { writeDataFiles } from '../write/index.ts';
import { goneColumn, type RowChanges } from './row-changes.ts';
import { syncWritten } from './sync-written.ts';
import type { WriteTuning } from './table-writer.ts';

export const changeTypeColumn = '_change_type';

/** Writes `_change_data` for changed and deleted rows, and for inserted ones: where a commit has any such file, readers take all changes from them. */
export async function writeChangeData(
  ports: WritePorts,
  snapshot: Snapshot,
  changes: RowChanges,
  touched: readonly LiveFile[],
  tuning: WriteTuning,
): Promise<CdcAction[]> {
  if (touched.length === 0) return [];
  const columns = snapshot.schema.fields.map((field) => quoteName(field.name)).join(', ');
  const before = await liveRowsSql(snapshot, touched, true);
  const qualified = snapshot.schema.fields.map((field) => `r.${quoteName(field.name)}`).join(', ');
  const parts = [
    `SELECT ${qualified}, CASE WHEN a.${goneColumn} THEN 'delete' ELSE 'update_preimage' END AS ${changeTypeColumn} FROM (${before}) AS r JOIN ${changes.affected} AS a ON a.${fileColumn} = r.${fileColumn} AND a.${rowColumn} = r.${rowColumn}`,
    `SELECT ${columns}, 'update_postimage' FROM ${changes.affected} WHERE NOT ${goneColumn}`,
    ...(changes.inserted === null ? [] : [`SELECT ${columns}, 'insert' FROM (${changes.inserted})`]),
  ];
  const schema: DeltaStruct = {
    kind: 'struct',
    fields: [
      ...snapshot.schema.fields,
      {
        name: changeTypeColumn,
        type: { kind: 'primitive', name: 'string' },
        nullable: true,
        metadata: {},
      },
    ],
  };
  const folder = `${snapshot.table}/_change_data`;
  await ports.files.createFolder(folder);
  const written = await writeDataFiles(ports.session, {
    ...tuning,
    select: parts.join(' UNION ALL '),
    schema,
    folder: ports.files.enginePath(folder),
    partitionColumns: snapshot.partitionColumns,
    mode: mappingMode(snapshot.metadata.configuration),
    indexedColumns: 0,
  });
  await syncWritten(ports.files, folder, written);
  return written.map((file) => ({
    kind: 'cdc',
    path: encodePath(`_change_data/${file.path}`),
    partitionValues: file.partitionValues,
    size: file.size,
    dataChange: false,
  }));
}
