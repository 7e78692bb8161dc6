import type { Files } from '../../ports/index.ts';
import type { CommitInfoAction } from '../actions/index.ts';
import { readCommit } from './commits.ts';
import { listExistingLog } from './log-listing.ts';
import { fileTimestamps } from './version-timestamp.ts';

export interface HistoryEntry {
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** null where the commit says nothing of itself. */
  readonly info: CommitInfoAction | null;
}

/** The commits that are still in the log, newest first; at most `limit`. */
export async function history(
  ports: { readonly files: Files },
  table: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<HistoryEntry[]> {
  const listing = await listExistingLog(ports.files, table);
  const times = fileTimestamps(listing);
  const entries: HistoryEntry[] = [];
  for (const version of [...times.keys()].reverse()) {
    if (entries.length >= limit) break;
    const actions = await readCommit(ports.files, table, version);
    const info = actions?.find((action) => action.kind === 'commitInfo') ?? null;
    entries.push({ version, timestamp: info?.inCommitTimestamp ?? times.get(version)!, info });
  }
  return entries;
}
