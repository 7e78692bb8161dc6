import type { Files } from '../../ports/index.ts';
import { readCommit } from './commits.ts';
import type { LogListing } from './log-listing.ts';
import { timestampEnablement } from './timestamp-enablement.ts';

/**
 * When `version` was committed, milliseconds since 1970: its in-commit timestamp where the table has them, else the time of its file, made
 * to grow: a file's time that is not after its predecessor's counts as one millisecond later.
 */
export async function versionTimestamp(
  files: Files,
  listing: LogListing,
  version: number,
  configuration: Readonly<Record<string, string>>,
): Promise<number> {
  const enablement = timestampEnablement(configuration);
  if (enablement !== null && version >= enablement.version) {
    const info = (await readCommit(files, listing.table, version))?.find(
      (action) => action.kind === 'commitInfo',
    );
    if (info?.inCommitTimestamp !== undefined) return info.inCommitTimestamp;
  }
  return fileTimestamps(listing).get(version) ?? checkpointTime(listing, version);
}

/** The time of each commit that is still there, by version, growing. */
export function fileTimestamps(listing: LogListing): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  let previous = Number.NEGATIVE_INFINITY;
  for (const version of [...listing.commits.keys()].sort((a, b) => a - b)) {
    const time = Math.max(listing.commits.get(version)!.modified, previous + 1);
    times.set(version, time);
    previous = time;
  }
  return times;
}

function checkpointTime(listing: LogListing, version: number): number {
  return listing.checkpoints.find((checkpoint) => checkpoint.version === version)?.files[0]?.modified ?? 0;
}
