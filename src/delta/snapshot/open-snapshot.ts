import type { Session } from '../../ports/index.ts';
import { readCommit } from '../log/commits.ts';
import { type LogListing, listExistingLog } from '../log/log-listing.ts';
import { segmentOf } from '../log/log-segment.ts';
import { type TimestampEnablement, timestampEnablement } from '../log/timestamp-enablement.ts';
import { versionAt } from '../log/version-at.ts';
import { versionTimestamp } from '../log/version-timestamp.ts';
import { activeFiles } from './active-files.ts';
import { checkReadable } from './features.ts';
import { queryLog } from './query-log.ts';
import { replayCommits } from './replay-commits.ts';
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
  const log = (await replayCommits(ports.files, table, segment)) ?? (await queryLog(ports, table, segment));
  const state = replaySmallActions(table, segment.version, log.small);
  checkReadable(state.protocol, table);
  const { filesSql, tombstonesSql } = log;
  const { numFiles, bytes } = log.totals ?? (await countFiles(session, filesSql));
  return {
    ...tableState(ports, table, segment.version, state),
    timestamp: await versionTimestamp(ports.files, listing, segment.version, state.metadata.configuration),
    numFiles,
    bytes,
    activeFiles: () => activeFiles(session, filesSql),
    segment,
    filesSql,
    tombstonesSql,
    temporaryTables: [...log.temporaryTables],
  };
}

async function countFiles(session: Session, filesSql: string): Promise<{ numFiles: number; bytes: number }> {
  const [totals] = await session.rows(
    `SELECT count(*) AS files, CAST(coalesce(sum(size), 0) AS BIGINT) AS bytes FROM (${filesSql})`,
  );
  return { numFiles: Number(totals?.files ?? 0), bytes: Number(totals?.bytes ?? 0) };
}

/** Drops what the snapshot holds in the session. */
export async function closeSnapshot(snapshot: Snapshot): Promise<void> {
  for (const name of snapshot.temporaryTables) await snapshot.session.execute(`DROP TABLE IF EXISTS ${name}`);
}
