import type { Clock, Files, Session } from '../../ports/index.ts';
import { printJson } from '../json.ts';
import { logFolder, padVersion } from '../log/log-names.ts';
import {
  checkWritable,
  closeSnapshot,
  hasWriterFeature,
  openSnapshot,
  type Snapshot,
} from '../snapshot/index.ts';
import { quoteText } from '../types/index.ts';
import { engineFailure } from '../write/engine-failure.ts';
import { classicSql, type SidecarFile, sidecarSql, topSql } from './checkpoint-sql.ts';
import { retentionMilliseconds } from './retention.ts';

export interface CheckpointPorts {
  readonly files: Files;
  readonly session: Session;
  readonly clock: Clock;
}

/** Spark's interval, unless the table says otherwise. */
const defaultInterval = 10;

/** Writes a checkpoint where `version` is due for one: every `delta.checkpointInterval` commits (10). Says whether it did. */
export async function checkpointIfDue(
  ports: CheckpointPorts,
  table: string,
  version: number,
  interval = defaultInterval,
): Promise<boolean> {
  if (version <= 0 || version % interval !== 0) return false;
  await writeCheckpoint(ports, table, version);
  return true;
}

/**
 * Writes the checkpoint of `version`, made by the engine from the log, and the hint `_last_checkpoint`: one Parquet file, or, where `delta.checkpointPolicy` is `v2`, a top file with a sidecar. Where a
 * checkpoint of the version is there already nothing happens. Keeps tombstones that have not expired, without statistics and tags; never commitInfo or change data.
 */
export async function writeCheckpoint(ports: CheckpointPorts, table: string, version: number): Promise<void> {
  const snapshot = await openSnapshot(ports, table, { version });
  try {
    await writeSnapshotCheckpoint(ports, snapshot);
  } finally {
    await closeSnapshot(snapshot);
  }
}

export async function writeSnapshotCheckpoint(ports: CheckpointPorts, snapshot: Snapshot): Promise<void> {
  // What a feature that we do not know keeps in the log, our checkpoint would lose.
  checkWritable(snapshot, 'metadata');
  const { files, clock } = ports;
  const folder = logFolder(snapshot.table);
  await files.createFolder(folder);
  const name = `${folder}/${padVersion(snapshot.version)}.checkpoint`;
  if ((await files.stat(`${name}.parquet`)) !== null) return;
  const { configuration } = snapshot.metadata;
  const retention = retentionMilliseconds(configuration, 'delta.deletedFileRetentionDuration');
  const expired = Math.max(-1, Math.floor(clock.now() - retention));
  const v2 =
    configuration['delta.checkpointPolicy'] === 'v2' && hasWriterFeature(snapshot.protocol, 'v2Checkpoint');
  const written = v2
    ? await writeV2(ports, snapshot, `${name}.${clock.uuid()}.parquet`, expired)
    : await copyTo(ports, classicSql(snapshot, expired), `${name}.parquet`);
  await files.sync(folder);
  if (await isNewer(files, folder, snapshot.version)) {
    const hint = {
      version: snapshot.version,
      size: written.rows,
      sizeInBytes: written.bytes,
      numOfAddFiles: snapshot.numFiles,
    };
    await files.replace(`${folder}/_last_checkpoint`, printJson(hint));
  }
}

interface Written {
  readonly rows: number;
  readonly bytes: number;
}

async function writeV2(
  ports: CheckpointPorts,
  snapshot: Snapshot,
  path: string,
  expired: number,
): Promise<Written> {
  const folder = `${logFolder(snapshot.table)}/_sidecars`;
  await ports.files.createFolder(folder);
  const sidecar = `${ports.clock.uuid()}.parquet`;
  const files = await copyTo(ports, sidecarSql(snapshot, expired), `${folder}/${sidecar}`);
  await ports.files.sync(folder);
  const named: SidecarFile[] =
    files.rows === 0
      ? []
      : [{ path: sidecar, sizeInBytes: files.bytes, modificationTime: ports.clock.now() }];
  const top = await copyTo(ports, topSql(snapshot, named), path);
  return { rows: top.rows + files.rows, bytes: top.bytes + files.bytes };
}

/** Writes the rows of `sql` to a Parquet file that gets its name when it is whole. One by another writer says the same, and stays. */
async function copyTo(ports: CheckpointPorts, sql: string, path: string): Promise<Written> {
  const { files, session, clock } = ports;
  const temporary = `${path.slice(0, path.lastIndexOf('/'))}/.tmp-${clock.uuid()}.parquet`;
  try {
    const [written] = await session.rows(
      `COPY (${sql}) TO ${quoteText(files.enginePath(temporary))} (FORMAT parquet, COMPRESSION snappy, RETURN_STATS)`,
    );
    await files.sync(temporary);
    await files.link(temporary, path).catch(async (error: unknown) => {
      if ((await files.stat(path)) === null) throw error;
    });
    return { rows: Number(written?.count ?? 0), bytes: (await files.stat(path))?.size ?? 0 };
  } catch (error) {
    throw engineFailure(error, path);
  } finally {
    await files.remove(temporary);
  }
}

async function isNewer(files: Files, folder: string, version: number): Promise<boolean> {
  try {
    const hint = JSON.parse(await files.readText(`${folder}/_last_checkpoint`)) as { version?: unknown };
    return typeof hint.version !== 'number' || hint.version < version;
  } catch {
    // No hint, or one that nobody can read.
    return true;
  }
}
