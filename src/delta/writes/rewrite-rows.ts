import { type Action, type AddAction, isTrue, removeFile } from '../actions/index.ts';
import { readDeletionVector, writeDeletionVectors } from '../deletion-vectors/index.ts';
import { fileColumn, type LiveFile, liveRowsSql, rowColumn } from '../scan/index.ts';
import { checkRowsMayMove, type Snapshot } from '../snapshot/index.ts';
import type { WritePorts } from '../transaction/index.ts';
import { quoteName, quoteText } from '../types/index.ts';
import { writeChangeData } from './change-data.ts';
import { goneColumn, type RowChanges } from './row-changes.ts';
import { addAll, type WriteTuning, writeTableRows } from './table-writer.ts';

export interface Rewritten {
  readonly actions: readonly Action[];
  /** Encoded paths of the files that were changed. */
  readonly touched: ReadonlySet<string>;
  readonly counts: {
    readonly deleted: number;
    readonly updated: number;
    readonly copied: number;
    readonly output: number;
    readonly removedFiles: number;
    readonly addedFiles: number;
    readonly vectors: number;
  };
}

/** Makes the files and actions of row changes: copies of the touched files without the affected rows, or deletion vectors where the table has them. */
export async function rewriteRows(
  ports: WritePorts,
  snapshot: Snapshot,
  changes: RowChanges,
  tuning: WriteTuning = {},
): Promise<Rewritten> {
  const touched = await touchedFiles(ports, snapshot, changes);
  const columns = snapshot.schema.fields.map((field) => quoteName(field.name)).join(', ');
  const updated = `SELECT ${columns} FROM ${changes.affected} WHERE NOT ${goneColumn}`;
  const withVectors = isTrue(snapshot.metadata.configuration['delta.enableDeletionVectors']);
  const partly = touched.filter((file) => file.affected < file.live);
  const copied =
    withVectors || partly.length === 0
      ? null
      : await survivorsSql(snapshot, partly, changes.affected, columns);
  const anyUpdated = touched.some((file) => file.affected > file.gone);
  if (copied !== null || anyUpdated) checkRowsMayMove(snapshot);
  const parts = [
    ...(anyUpdated ? [updated] : []),
    ...(copied === null ? [] : [copied]),
    ...(changes.inserted === null ? [] : [`SELECT ${columns} FROM (${changes.inserted})`]),
  ];
  const cdc = isTrue(snapshot.metadata.configuration['delta.enableChangeDataFeed'])
    ? await writeChangeData(
        ports,
        snapshot,
        changes,
        touched.map((file) => file.file),
        tuning,
      )
    : [];
  // Rows that only move were in the table already, and need not satisfy anything again.
  const rows = anyUpdated || changes.inserted !== null ? 'new' : 'rearranged';
  const written =
    parts.length === 0
      ? []
      : await writeTableRows(ports, snapshot, parts.join(' UNION ALL '), tuning, snapshot.schema, rows);
  const now = ports.clock.now();
  const vectors = withVectors ? await newVectors(ports, snapshot, changes.affected, partly) : [];
  const deleted = touched.reduce((sum, file) => sum + file.gone, 0);
  const changed = touched.reduce((sum, file) => sum + file.affected - file.gone, 0);
  return {
    actions: [
      ...touched.map((file) => removeFile(file.file.add, now)),
      ...vectors,
      ...addAll(written, now),
      ...cdc,
    ],
    touched: new Set(touched.map((file) => file.file.add.path)),
    counts: {
      deleted,
      updated: changed,
      copied: withVectors ? 0 : partly.reduce((sum, file) => sum + file.live - file.affected, 0),
      output: written.reduce((sum, file) => sum + file.rows, 0),
      removedFiles: touched.length - vectors.length,
      addedFiles: written.length,
      vectors: vectors.length,
    },
  };
}

interface TouchedFile {
  readonly file: LiveFile;
  readonly affected: number;
  readonly gone: number;
  readonly live: number;
}

async function touchedFiles(
  ports: WritePorts,
  snapshot: Snapshot,
  changes: RowChanges,
): Promise<TouchedFile[]> {
  const byPath = new Map(changes.candidates.map((file) => [file.path, file]));
  const rows = await ports.session.rows(
    `SELECT ${fileColumn} AS file, count(*) AS affected, count(*) FILTER (WHERE ${goneColumn}) AS gone FROM ${changes.affected} GROUP BY ALL ORDER BY ALL`,
  );
  const touched = rows.map((row) => ({
    file: byPath.get(String(row.file))!,
    affected: Number(row.affected),
    gone: Number(row.gone),
  }));
  const counts = await liveCounts(
    snapshot,
    touched.map(({ file }) => file),
  );
  return touched.map((entry) => ({ ...entry, live: counts.get(entry.file.path) ?? 0 }));
}

/** Live rows by file: from the statistics where they are there, else counted. */
async function liveCounts(snapshot: Snapshot, files: readonly LiveFile[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const uncounted: LiveFile[] = [];
  for (const file of files) {
    const records = recordsIn(file.add.stats);
    if (records === null) uncounted.push(file);
    else counts.set(file.path, records - Number(file.add.deletionVector?.cardinality ?? 0));
  }
  if (uncounted.length > 0) {
    const rows = await snapshot.session.rows(
      `SELECT ${fileColumn} AS file, count(*) AS live FROM (${await liveRowsSql(snapshot, uncounted, true)}) GROUP BY ALL`,
    );
    for (const row of rows) counts.set(String(row.file), Number(row.live));
  }
  return counts;
}

function recordsIn(stats: string | null | undefined): number | null {
  if (stats == null) return null;
  try {
    const records = (JSON.parse(stats) as { numRecords?: unknown }).numRecords;
    return typeof records === 'number' ? records : null;
  } catch {
    return null;
  }
}

async function survivorsSql(
  snapshot: Snapshot,
  partly: readonly TouchedFile[],
  affected: string,
  columns: string,
): Promise<string> {
  const rows = await liveRowsSql(
    snapshot,
    partly.map(({ file }) => file),
    true,
  );
  return `SELECT ${columns} FROM (${rows}) AS r ANTI JOIN ${affected} AS a ON a.${fileColumn} = r.${fileColumn} AND a.${rowColumn} = r.${rowColumn}`;
}

/** The adds of the partly affected files with longer deletion vectors. Their statistics now are bounds, no longer exact. */
async function newVectors(
  ports: WritePorts,
  snapshot: Snapshot,
  affected: string,
  partly: readonly TouchedFile[],
): Promise<AddAction[]> {
  if (partly.length === 0) return [];
  const cache = new Map<string, Uint8Array>();
  const lists: number[][] = [];
  for (const { file } of partly) {
    const before =
      file.add.deletionVector == null
        ? []
        : await readDeletionVector(ports.files, snapshot.table, file.add.deletionVector, cache);
    const { rows } = await ports.session.query(
      `SELECT ${rowColumn} FROM ${affected} WHERE ${fileColumn} = ${quoteText(file.path)}`,
    );
    lists.push([...before, ...rows.map(([row]) => Number(row))]);
  }
  const vectors = await writeDeletionVectors(ports.files, snapshot.table, lists, ports.clock.uuid());
  return partly.map(({ file, live }, index) => ({
    ...file.add,
    dataChange: true,
    deletionVector: vectors[index]!,
    stats: widened(file.add.stats ?? null, live + Number(file.add.deletionVector?.cardinality ?? 0)),
  }));
}

/** With a deletion vector numRecords must be there, and exact for the file as it lies. */
function widened(stats: string | null, records: number): string {
  const cut = stats?.trim() ?? '{}';
  if (!cut.startsWith('{') || recordsIn(cut) === null) return `{"numRecords":${records},"tightBounds":false}`;
  const loose = cut.replace(/,?"tightBounds":(true|false)/, '');
  return `${loose.slice(0, -1)},"tightBounds":false}`;
}
