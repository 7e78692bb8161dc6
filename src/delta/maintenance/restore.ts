import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  type AddAction,
  decodePath,
  type MetadataAction,
  removeFile,
  resolvePath,
} from '../actions/index.ts';
import { deletionVectorPath } from '../deletion-vectors/index.ts';
import {
  checkWritable,
  closeSnapshot,
  openSnapshot,
  type Snapshot,
  type SnapshotOptions,
} from '../snapshot/index.ts';
import { commitAttempt, type WritePorts } from '../transaction/index.ts';
import { mergedProtocol } from '../writes/merged-protocol.ts';

export interface RestoreResult {
  /** The version made; the one read where nothing had to change. */
  readonly version: number;
  readonly restored: number;
  readonly removed: number;
}

/**
 * Makes the table what it was at a version or time, as a new version. Rejects with `delta-files-missing`, before anything is written, where vacuum has taken a file that it would need. The protocol only goes
 * up, and column ids are never used again.
 */
export async function restoreTable(
  ports: WritePorts,
  table: string,
  target: Required<Pick<SnapshotOptions, 'version'>> | Required<Pick<SnapshotOptions, 'timestamp'>>,
  engineVersion: string,
): Promise<RestoreResult> {
  const current = await openSnapshot(ports, table);
  const old = await openSnapshot(ports, table, target).catch(async (error: unknown) => {
    await closeSnapshot(current);
    throw error;
  });
  try {
    checkWritable(current, 'delete');
    const [live, wanted] = [await current.activeFiles(), await old.activeFiles()];
    const liveKeys = new Set(live.map(keyOf));
    const wantedKeys = new Set(wanted.map(keyOf));
    const restored = wanted.filter((add) => !liveKeys.has(keyOf(add)));
    const removed = live.filter((add) => !wantedKeys.has(keyOf(add)));
    await checkPresent(ports, current.table, restored);
    const metadata = restoredMetadata(current, old);
    const protocol = mergedProtocol(current.protocol, old.protocol);
    if (restored.length === 0 && removed.length === 0 && metadata === null && protocol === null) {
      return { version: current.version, restored: 0, removed: 0 };
    }
    const now = ports.clock.now();
    const version = await commitAttempt(ports, {
      snapshot: current,
      reads: { kind: 'table' },
      actions: [
        ...(protocol === null ? [] : [protocol]),
        ...(metadata === null ? [] : [metadata]),
        ...removed.map((add) => removeFile(add, now)),
        ...restored.map((add) => ({ ...add, dataChange: true })),
      ],
      description: {
        operation: 'RESTORE',
        parameters:
          'version' in target
            ? { version: String(target.version) }
            : { timestamp: new Date(target.timestamp).toISOString() },
        metrics: {
          tableSizeAfterRestore: old.bytes,
          numOfFilesAfterRestore: old.numFiles,
          numRemovedFiles: removed.length,
          numRestoredFiles: restored.length,
          removedFilesSize: removed.reduce((sum, add) => sum + add.size, 0),
          restoredFilesSize: restored.reduce((sum, add) => sum + add.size, 0),
        },
      },
      engineVersion,
    });
    return { version, restored: restored.length, removed: removed.length };
  } finally {
    await closeSnapshot(old);
    await closeSnapshot(current);
  }
}

function keyOf(add: AddAction): string {
  const vector = add.deletionVector;
  const id = vector == null ? '' : `${vector.storageType}${vector.pathOrInlineDv}@${vector.offset ?? ''}`;
  return `${decodePath(add.path).path}\n${id}`;
}

async function checkPresent(ports: WritePorts, table: string, adds: readonly AddAction[]): Promise<void> {
  const missing: string[] = [];
  for (const add of adds) {
    const paths = [resolvePath(table, add.path)];
    if (add.deletionVector != null && add.deletionVector.storageType !== 'i') {
      paths.push(deletionVectorPath(table, add.deletionVector));
    }
    for (const path of paths) if ((await ports.files.stat(path)) === null) missing.push(path);
  }
  if (missing.length > 0) {
    throw new DiagnosticError(diagnose('delta-files-missing', { table, files: missing }));
  }
}

const maximumId = 'delta.columnMapping.maxColumnId';

function restoredMetadata(current: Snapshot, old: Snapshot): MetadataAction | null {
  const last = Math.max(
    Number(current.metadata.configuration[maximumId] ?? 0),
    Number(old.metadata.configuration[maximumId] ?? 0),
  );
  const configuration = {
    ...old.metadata.configuration,
    ...(last > 0 ? { [maximumId]: String(last) } : {}),
  };
  const metadata = { ...old.metadata, configuration };
  return comparable(metadata) === comparable(current.metadata) ? null : metadata;
}

function comparable(metadata: MetadataAction): string {
  return JSON.stringify([
    metadata.id,
    metadata.name ?? null,
    metadata.description ?? null,
    metadata.schemaString,
    metadata.partitionColumns,
    Object.entries(metadata.configuration).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}
