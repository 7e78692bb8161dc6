import type { Clock, Files, Session } from '../../ports/index.ts';
import { printJson } from '../json.ts';
import { logFolder, padVersion } from '../log/log-names.ts';
import { type Columns, fileColumns, structType, tombstoneColumns } from '../snapshot/file-columns.ts';
import { closeSnapshot, openSnapshot, type Snapshot } from '../snapshot/index.ts';
import { quoteName, quoteText } from '../types/index.ts';
import { engineFailure } from '../write/engine-failure.ts';
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
 * Writes the classic checkpoint of `version`: one Parquet file made by the engine from the log, and the hint `_last_checkpoint`. Where the checkpoint is there already
 * nothing happens. Keeps tombstones that have not expired, without statistics and tags; never commitInfo or change data.
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
  const { files, session, clock } = ports;
  const folder = logFolder(snapshot.table);
  const path = `${folder}/${padVersion(snapshot.version)}.checkpoint.parquet`;
  if ((await files.stat(path)) !== null) return;
  const temporary = `${folder}/.tmp-${clock.uuid()}.parquet`;
  const retention = retentionMilliseconds(
    snapshot.metadata.configuration,
    'delta.deletedFileRetentionDuration',
  );
  const expired = Math.max(-1, Math.floor(clock.now() - retention));
  const counts = await copyCheckpoint(session, snapshot, temporary, expired);
  try {
    await files.sync(temporary);
    // A checkpoint by another writer of the same version says the same.
    await files.link(temporary, path).catch(async (error: unknown) => {
      if ((await files.stat(path)) === null) throw error;
    });
    await files.sync(folder);
    const size = (await files.stat(path))?.size ?? 0;
    const hint = {
      version: snapshot.version,
      size: counts.actions,
      sizeInBytes: size,
      numOfAddFiles: counts.adds,
    };
    if (await isNewer(files, folder, snapshot.version)) {
      await files.replace(`${folder}/_last_checkpoint`, printJson(hint));
    }
  } finally {
    await files.remove(temporary);
  }
}

async function copyCheckpoint(
  session: Session,
  snapshot: Snapshot,
  path: string,
  expired: number,
): Promise<{ actions: number; adds: number }> {
  const small = smallRows(snapshot);
  const addType = structType(fileColumns);
  const removeType = structType(tombstoneColumns);
  const none = {
    txn: `json_transform(NULL::JSON, ${quoteText(smallShapes.txn)})`,
    add: `CAST(NULL AS ${addType})`,
    remove: `CAST(NULL AS ${removeType})`,
    metaData: `json_transform(NULL::JSON, ${quoteText(smallShapes.metaData)})`,
    protocol: `json_transform(NULL::JSON, ${quoteText(smallShapes.protocol)})`,
    domainMetadata: `json_transform(NULL::JSON, ${quoteText(smallShapes.domainMetadata)})`,
  };
  const row = (given: Partial<Record<keyof typeof none, string>>, from: string) =>
    `SELECT ${Object.entries({ ...none, ...given })
      .map(([name, value]) => `${value} AS ${quoteName(name)}`)
      .join(', ')}${from}`;
  const parts = [
    ...small.map(({ name, json }) =>
      row({ [name]: `json_transform(${quoteText(json)}, ${quoteText(smallShapes[name])})` }, ''),
    ),
    row({ add: packed({ ...fileColumns }, { dataChange: 'false' }) }, ` FROM (${snapshot.filesSql})`),
    row(
      { remove: packed({ ...tombstoneColumns }, { dataChange: 'false' }) },
      ` FROM (${snapshot.tombstonesSql}) WHERE coalesce("deletionTimestamp", 0) > ${expired}`,
    ),
  ];
  try {
    const [written] = await session.rows(
      `COPY (${parts.join(' UNION ALL ')}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION snappy, RETURN_STATS)`,
    );
    return { actions: Number(written?.count ?? 0), adds: snapshot.numFiles };
  } catch (error) {
    throw engineFailure(error, path);
  }
}

/** The struct of a file action out of the columns of a query. */
function packed(columns: Columns, fixed: Readonly<Record<string, string>>): string {
  return `struct_pack(${Object.keys(columns)
    .map((name) => `${quoteName(name)} := ${fixed[name] ?? quoteName(name)}`)
    .join(', ')})`;
}

/** As `json_transform` wants them. */
const smallShapes = {
  txn: '{"appId":"VARCHAR","version":"BIGINT","lastUpdated":"BIGINT"}',
  metaData:
    '{"id":"VARCHAR","name":"VARCHAR","description":"VARCHAR","format":{"provider":"VARCHAR","options":"MAP(VARCHAR,VARCHAR)"},"schemaString":"VARCHAR","partitionColumns":["VARCHAR"],"configuration":"MAP(VARCHAR,VARCHAR)","createdTime":"BIGINT"}',
  protocol:
    '{"minReaderVersion":"INTEGER","minWriterVersion":"INTEGER","readerFeatures":["VARCHAR"],"writerFeatures":["VARCHAR"]}',
  domainMetadata: '{"domain":"VARCHAR","configuration":"VARCHAR","removed":"BOOLEAN"}',
} as const;

type SmallName = keyof typeof smallShapes;

function smallRows(snapshot: Snapshot): { name: SmallName; json: string }[] {
  const actions = [snapshot.protocol, snapshot.metadata, ...snapshot.transactionActions, ...snapshot.domains];
  return actions.map((action) => {
    const { kind, ...fields } = action;
    return { name: kind, json: printJson(fields as never) };
  });
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
