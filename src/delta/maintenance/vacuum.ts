import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { retentionMilliseconds } from '../checkpoint/index.ts';
import { checkWritable, closeSnapshot, openSnapshot } from '../snapshot/index.ts';
import type { WritePorts } from '../transaction/index.ts';
import { filesOf } from './needed-files.ts';

export interface VacuumOptions {
  /** Milliseconds; the table's `delta.deletedFileRetentionDuration` (7 days) where it is missing. */
  readonly retention?: number;
  /** Lets `retention` be shorter than the table's. */
  readonly force?: boolean;
  /** Only tells what would go. */
  readonly dryRun?: boolean;
  /** Versions whose files stay whatever their age: somebody outside of the table reads them. Rejects where one cannot be rebuilt any more. */
  readonly keepVersions?: readonly number[];
}

export interface VacuumResult {
  /** Paths below the table. */
  readonly files: readonly string[];
  readonly bytes: number;
}

const hour = 3_600_000;

/**
 * Removes files below the table that no version within the retention needs. What is live, and what was removed within the retention, stays, with its deletion vectors; so do files younger
 * than the retention, which may belong to a commit that is under way, and folders that begin with `_` or `.`, but for `_change_data` and those of partition columns.
 */
export async function vacuumTable(
  ports: WritePorts,
  table: string,
  options: VacuumOptions = {},
): Promise<VacuumResult> {
  const snapshot = await openSnapshot(ports, table);
  try {
    checkWritable(snapshot, 'metadata');
    const least = retentionMilliseconds(
      snapshot.metadata.configuration,
      'delta.deletedFileRetentionDuration',
    );
    const retention = options.retention ?? least;
    if (retention < least && !options.force) {
      throw new DiagnosticError(
        diagnose('delta-retention-too-short', {
          table: snapshot.table,
          hours: Math.round(retention / hour),
          least: Math.round(least / hour),
        }),
      );
    }
    const before = ports.clock.now() - retention;
    const needed = new Set(await filesOf(snapshot, before));
    for (const version of new Set(options.keepVersions ?? [])) {
      const kept = await openSnapshot(ports, table, { version });
      for (const path of await filesOf(kept, Number.MAX_SAFE_INTEGER)) needed.add(path);
      await closeSnapshot(kept);
    }
    const gone = (await ports.files.listAll(snapshot.table)).filter(
      (file) =>
        file.modified < before &&
        isVacuumed(file.name, snapshot.partitionColumns) &&
        !needed.has(`${snapshot.table}/${file.name}`),
    );
    if (!options.dryRun) {
      for (const file of gone) await ports.files.remove(`${snapshot.table}/${file.name}`);
    }
    return { files: gone.map((file) => file.name), bytes: gone.reduce((sum, file) => sum + file.size, 0) };
  } finally {
    await closeSnapshot(snapshot);
  }
}

/** Whether a file is the table's to remove. A partition column may itself begin with `_`. */
export function isVacuumed(path: string, partitionColumns: readonly string[]): boolean {
  const folders = path.split('/');
  const name = folders.pop()!;
  const hidden = (part: string) => part.startsWith('_') || part.startsWith('.');
  const ours = folders.every(
    (folder, depth) =>
      !hidden(folder) ||
      (depth === 0 && folder === '_change_data') ||
      partitionColumns.some((column) => folder.startsWith(`${column}=`)),
  );
  return ours && !hidden(name);
}
