import { readCommit } from '../log/commits.ts';
import { type LogListing, listExistingLog } from '../log/log-listing.ts';
import { segmentOf } from '../log/log-segment.ts';
import { type TimestampEnablement, timestampEnablement } from '../log/timestamp-enablement.ts';
import { versionAt } from '../log/version-at.ts';
import { versionTimestamp } from '../log/version-timestamp.ts';
import { quoteText } from '../types/index.ts';
import { activeFiles } from './active-files.ts';
import { type CheckpointSource, openCheckpoint } from './checkpoint-source.ts';
import { checkReadable } from './features.ts';
import {
  deletionVectorIdSql,
  fileColumns,
  fileKeySql,
  tombstoneColumns,
  tombstoneShape,
} from './file-columns.ts';
import { loadCommits, vectorIdSql } from './load-commits.ts';
import { replaySmallActions } from './small-actions.ts';
import type { Snapshot } from './snapshot.ts';
import { openTableState, type ReadPorts, tableState } from './table-state.ts';

export interface SnapshotOptions {
  /** A version; the newest where neither is given. */
  readonly version?: number;
  /** Milliseconds since 1970: the newest version committed by then. */
  readonly timestamp?: number;
}

/**
 * The table as it stands at a version. Rejects with `delta-table-missing`, `delta-version-missing`, `delta-log-gap`, `delta-log-malformed`, `delta-state-missing`,
 * `delta-feature-unsupported`. The session holds temporary tables until `closeSnapshot`.
 */
export async function openSnapshot(
  ports: ReadPorts,
  table: string,
  options: SnapshotOptions = {},
): Promise<Snapshot> {
  const folder = table.length > 1 ? table.replace(/\/+$/, '') : table;
  const listing = await listExistingLog(ports.files, folder);
  const version =
    options.version ??
    (options.timestamp === undefined
      ? null
      : await versionAt(ports.files, listing, options.timestamp, await enablementOf(ports, listing)));
  return openListed(ports, listing, version);
}

/** Only the newest metadata says since when commits tell their time; a newest commit that does not tell it spares the look. */
async function enablementOf(ports: ReadPorts, listing: LogListing): Promise<TimestampEnablement | null> {
  const newest = await readCommit(ports.files, listing.table, listing.latest);
  if (newest !== null && !newest.some((action) => action.kind === 'commitInfo' && action.inCommitTimestamp)) {
    return null;
  }
  return timestampEnablement((await openTableState(ports, listing.table)).metadata.configuration);
}

/** The same from a listing that has been made already. */
export async function openListed(
  ports: ReadPorts,
  listing: LogListing,
  version: number | null,
): Promise<Snapshot> {
  const { session } = ports;
  const { table } = listing;
  const segment = segmentOf(listing, version);
  const prefix = `temp.main.lode_delta_${globalThis.crypto.randomUUID().replaceAll('-', '')}`;
  const checkpoint =
    segment.checkpoint === null ? null : await openCheckpoint(ports, table, segment.checkpoint);
  const commits = await loadCommits(ports, table, segment, prefix);
  const state = replaySmallActions(table, segment.version, [...(checkpoint?.small ?? []), ...commits.small]);
  checkReadable(state.protocol, table);
  const filesSql = liveFilesSql(checkpoint, commits.latest);
  const [totals] = await session.rows(
    `SELECT count(*) AS files, CAST(coalesce(sum(size), 0) AS BIGINT) AS bytes FROM (${filesSql})`,
  );
  return {
    ...tableState(ports, table, segment.version, state),
    timestamp: await versionTimestamp(ports.files, listing, segment.version, state.metadata.configuration),
    numFiles: Number(totals?.files ?? 0),
    bytes: Number(totals?.bytes ?? 0),
    activeFiles: () => activeFiles(session, filesSql),
    segment,
    filesSql,
    tombstonesSql: tombstonesSql(checkpoint, commits.latest),
    temporaryTables: commits.latest === null ? [] : [commits.latest],
  };
}

/** Drops what the snapshot holds in the session. */
export async function closeSnapshot(snapshot: Snapshot): Promise<void> {
  for (const name of snapshot.temporaryTables) await snapshot.session.execute(`DROP TABLE IF EXISTS ${name}`);
}

/** A later action on a file replaces what the checkpoint says of it. */
function liveFilesSql(checkpoint: CheckpointSource | null, latest: string | null): string {
  const fromCommits = latest === null ? null : `SELECT unnest(add) FROM ${latest} WHERE add IS NOT NULL`;
  if (checkpoint === null) return fromCommits ?? emptySql(fileColumns);
  if (latest === null || fromCommits === null) return checkpoint.filesSql;
  return `${fromCommits} UNION ALL SELECT * FROM (${checkpoint.filesSql}) AS c ${notIn(latest)}`;
}

function tombstonesSql(checkpoint: CheckpointSource | null, latest: string | null): string {
  const fromCommits =
    latest === null
      ? null
      : `SELECT unnest(json_transform(remove, ${quoteText(tombstoneShape)})) FROM ${latest} WHERE remove IS NOT NULL AND add IS NULL`;
  const fromCheckpoint = checkpoint?.tombstonesSql ?? null;
  if (fromCheckpoint === null) return fromCommits ?? emptySql(tombstoneColumns);
  if (latest === null || fromCommits === null) return fromCheckpoint;
  return `${fromCommits} UNION ALL SELECT * FROM (${fromCheckpoint}) AS c ${notIn(latest)}`;
}

function notIn(latest: string): string {
  return `WHERE NOT EXISTS (SELECT 1 FROM ${latest} AS l WHERE l.key = ${fileKeySql('c.path')} AND ${vectorIdSql('l')} = ${deletionVectorIdSql('c."deletionVector"')})`;
}

function emptySql(columns: Readonly<Record<string, string>>): string {
  return `SELECT ${Object.entries(columns)
    .map(([name, type]) => `CAST(NULL AS ${type}) AS "${name}"`)
    .join(', ')} WHERE false`;
}
