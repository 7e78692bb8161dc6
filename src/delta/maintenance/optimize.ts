import { type AddAction, removeFile } from '../actions/index.ts';
import { type LiveFile, listScanFiles, liveRowsSql } from '../scan/index.ts';
import { checkRowsMayMove, checkWritable, closeSnapshot, openSnapshot } from '../snapshot/index.ts';
import { commitAttempt, type WritePorts } from '../transaction/index.ts';
import { quoteName } from '../types/index.ts';
import { resolveColumns } from '../writes/resolve-columns.ts';
import { addAll, type WriteTuning, writeTableRows } from '../writes/table-writer.ts';

export interface OptimizeOptions {
  /** Only files that may hold rows of this condition. */
  readonly where?: string;
  /** Columns by which rows that are near each other should lie together. All files are rewritten then. */
  readonly zOrderBy?: readonly string[];
  /** Bytes. Files below half of it are packed together. */
  readonly targetFileSize?: number;
  readonly engineVersion: string;
  readonly tuning?: Omit<WriteTuning, 'targetFileSize'>;
}

export interface OptimizeResult {
  /** The version made; the one read where nothing was to be done. */
  readonly version: number;
  readonly removed: number;
  readonly added: number;
}

const defaultTarget = 256 * 1024 * 1024;

/** Packs small files into larger ones, and drops rows that deletion vectors have taken away. Changes no data: readers of changes see nothing, and no append conflicts with it. */
export async function optimizeTable(
  ports: WritePorts,
  table: string,
  options: OptimizeOptions,
): Promise<OptimizeResult> {
  const snapshot = await openSnapshot(ports, table);
  try {
    checkWritable(snapshot, 'rearrange');
    checkRowsMayMove(snapshot);
    const target = options.targetFileSize ?? defaultTarget;
    const zOrder = [
      ...resolveColumns(snapshot, Object.fromEntries((options.zOrderBy ?? []).map((name) => [name, '']))),
    ].map(([name]) => name);
    const files = await listScanFiles(snapshot, options.where);
    const bins = zOrder.length > 0 ? byPartition(files) : packed(files, target);
    const actions = [];
    const replaced: AddAction[] = [];
    let added = 0;
    for (const bin of bins) {
      const rows = await liveRowsSql(snapshot, bin);
      const written = await writeTableRows(
        ports,
        snapshot,
        zOrder.length === 0 ? rows : zOrderedSql(rows, zOrder),
        { ...options.tuning, targetFileSize: target },
        snapshot.schema,
        'rearranged',
      );
      const now = ports.clock.now();
      actions.push(...bin.map((file) => removeFile(file.add, now, false)), ...addAll(written, now, false));
      replaced.push(...bin.map((file) => file.add));
      added += written.length;
    }
    if (actions.length === 0) return { version: snapshot.version, removed: 0, added: 0 };
    const version = await commitAttempt(ports, {
      snapshot,
      actions,
      reads: { kind: 'files', files: new Set(replaced.map((add) => add.path)) },
      description: {
        operation: 'OPTIMIZE',
        parameters: {
          predicate: JSON.stringify(options.where === undefined ? [] : [options.where]),
          zOrderBy: JSON.stringify(zOrder),
          auto: false,
        },
        metrics: {
          numRemovedFiles: replaced.length,
          numAddedFiles: added,
          numRemovedBytes: replaced.reduce((sum, add) => sum + add.size, 0),
          numAddedBytes: actions.reduce((sum, action) => sum + (action.kind === 'add' ? action.size : 0), 0),
          numDeletionVectorsRemoved: replaced.filter((add) => add.deletionVector != null).length,
        },
      },
      engineVersion: options.engineVersion,
    });
    return { version, removed: replaced.length, added };
  } finally {
    await closeSnapshot(snapshot);
  }
}

function byPartition(files: readonly LiveFile[]): LiveFile[][] {
  const groups = new Map<string, LiveFile[]>();
  for (const file of files) {
    const key = JSON.stringify(Object.entries(file.partitionValues).sort(([a], [b]) => (a < b ? -1 : 1)));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [file]);
    else group.push(file);
  }
  return [...groups.values()];
}

/** First-fit over files by size. A file alone is left as it is, unless it has a deletion vector. */
function packed(files: readonly LiveFile[], target: number): LiveFile[][] {
  const small = files.filter((file) => file.add.size < target / 2 || file.add.deletionVector != null);
  return byPartition(small)
    .flatMap((group) => {
      const bins: { files: LiveFile[]; size: number }[] = [];
      for (const file of [...group].sort((a, b) => b.add.size - a.add.size)) {
        const bin = bins.find((candidate) => candidate.size + file.add.size <= target);
        if (bin === undefined) bins.push({ files: [file], size: file.add.size });
        else {
          bin.files.push(file);
          bin.size += file.add.size;
        }
      }
      return bins.map((bin) => bin.files);
    })
    .filter((bin) => bin.length > 1 || bin[0]!.add.deletionVector != null);
}

const bits = 10;

/** Rows in the order of a Morton curve over the ranks of the columns, ten bits each. */
function zOrderedSql(rows: string, columns: readonly string[]): string {
  const ranks = columns.map(
    (column, index) => `ntile(${2 ** bits}) OVER (ORDER BY ${quoteName(column)}) - 1 AS __lode_r${index}`,
  );
  const interleaved: string[] = [];
  for (let bit = 0; bit < bits; bit++) {
    for (let index = 0; index < columns.length; index++) {
      const place = bit * columns.length + (columns.length - 1 - index);
      if (place < 126) {
        interleaved.push(`(CAST((__lode_r${index} >> ${bit}) & 1 AS HUGEINT) << ${place})`);
      }
    }
  }
  const names = columns.map((_, index) => `__lode_r${index}`);
  return `SELECT * EXCLUDE (${names.join(', ')}) FROM (SELECT *, ${ranks.join(', ')} FROM (${rows})) ORDER BY ${interleaved.join(' + ')}`;
}
