import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { FileInfo } from '../../ports/index.ts';
import type { Checkpoint, LogListing } from './log-listing.ts';
import { padVersion } from './log-names.ts';

/** The files from which a version is rebuilt: a checkpoint, if any, then the commits after it. */
export interface LogSegment {
  readonly version: number;
  readonly checkpoint: Checkpoint | null;
  /** Ascending; `from` and `to` are equal but for a compacted file, which stands for all commits between. */
  readonly commits: readonly SegmentCommit[];
}

export interface SegmentCommit {
  readonly from: number;
  readonly to: number;
  readonly file: FileInfo;
}

/**
 * The least that must be read for `version` (null: the newest). Rejects with `delta-version-missing`, or with `delta-log-gap` where a commit is missing.
 */
export function segmentOf(listing: LogListing, version: number | null): LogSegment {
  const wanted = version ?? listing.latest;
  const checkpoint = listing.checkpoints.findLast((candidate) => candidate.version <= wanted) ?? null;
  const first = checkpoint === null ? 0 : checkpoint.version + 1;
  if (wanted > listing.latest || wanted < 0 || !Number.isInteger(wanted)) {
    throw versionMissing(listing, wanted);
  }
  const commits: SegmentCommit[] = [];
  for (let at = first; at <= wanted; ) {
    const compacted = listing.compacted
      .filter((candidate) => candidate.from === at && candidate.to > at && candidate.to <= wanted)
      .reduce<SegmentCommit | null>((best, next) => (best === null || next.to > best.to ? next : best), null);
    const file = listing.commits.get(at);
    if (compacted !== null) commits.push(compacted);
    else if (file !== undefined) commits.push({ from: at, to: at, file });
    else if (wanted < listing.latest && !hasCommitBelow(listing, at)) throw versionMissing(listing, wanted);
    else
      throw new DiagnosticError(diagnose('delta-log-gap', { table: listing.table, missing: padVersion(at) }));
    at = commits.at(-1)!.to + 1;
  }
  return { version: wanted, checkpoint, commits };
}

/** The oldest version that can still be rebuilt. */
export function earliestVersion(listing: LogListing): number {
  if (listing.commits.has(0)) return 0;
  return listing.checkpoints[0]?.version ?? listing.latest;
}

function hasCommitBelow(listing: LogListing, version: number): boolean {
  if (listing.checkpoints.some((checkpoint) => checkpoint.version < version)) return true;
  for (const present of listing.commits.keys()) if (present < version) return true;
  return false;
}

function versionMissing(listing: LogListing, version: number): DiagnosticError {
  return new DiagnosticError(
    diagnose('delta-version-missing', {
      table: listing.table,
      version,
      earliest: earliestVersion(listing),
      latest: listing.latest,
    }),
  );
}
