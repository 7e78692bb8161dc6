import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Files } from '../../ports/index.ts';
import { readCommit } from './commits.ts';
import type { LogListing } from './log-listing.ts';
import { earliestVersion } from './log-segment.ts';
import type { TimestampEnablement } from './timestamp-enablement.ts';
import { fileTimestamps } from './version-timestamp.ts';

/**
 * The newest version that was committed at or before `timestamp` (milliseconds since 1970). Before `enablement` the times of files count, from then on the commits' own. Rejects with `delta-timestamp-too-early`,
 * naming the earliest version that can still be rebuilt.
 */
export async function versionAt(
  files: Files,
  listing: LogListing,
  timestamp: number,
  enablement: TimestampEnablement | null,
): Promise<number> {
  const times = fileTimestamps(listing);
  const earliest = earliestVersion(listing);
  const inCommit = enablement !== null && timestamp >= enablement.timestamp;
  const versions = [...times.keys()].filter(
    (version) => version >= earliest && (enablement === null || version >= enablement.version === inCommit),
  );
  const timeOf = async (version: number): Promise<number> =>
    (inCommit ? await inCommitTimestamp(files, listing, version) : null) ?? times.get(version)!;
  let low = 0;
  let high = versions.length - 1;
  let found = -1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if ((await timeOf(versions[middle]!)) <= timestamp) {
      found = versions[middle]!;
      low = middle + 1;
    } else high = middle - 1;
  }
  if (found >= 0) return found;
  throw new DiagnosticError(
    diagnose('delta-timestamp-too-early', {
      table: listing.table,
      timestamp,
      earliest,
      earliestTimestamp: versions.length === 0 ? (enablement?.timestamp ?? null) : await timeOf(versions[0]!),
    }),
  );
}

async function inCommitTimestamp(files: Files, listing: LogListing, version: number): Promise<number | null> {
  const actions = await readCommit(files, listing.table, version);
  const first = actions?.[0];
  return first?.kind === 'commitInfo' ? (first.inCommitTimestamp ?? null) : null;
}
