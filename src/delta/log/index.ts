/**
 * The files of `_delta_log`: their names, commits put if absent, which of them rebuild a version, when versions were made. In: the Files port.
 * Out: actions and listings.
 */
export { commitVersion, latestVersion, readCommit } from './commits.ts';
export { type HistoryEntry, history } from './history.ts';
export { type Checkpoint, type LogListing, listExistingLog, listLog } from './log-listing.ts';
export { commitPath, type LogFile, logFolder, padVersion, parseLogName } from './log-names.ts';
export { earliestVersion, type LogSegment, segmentOf } from './log-segment.ts';
export { type TimestampEnablement, timestampEnablement } from './timestamp-enablement.ts';
export { versionAt } from './version-at.ts';
export {
  checksumPath,
  readChecksum,
  type VersionChecksum,
  writeChecksum,
} from './version-checksum.ts';
export { fileTimestamps, versionTimestamp } from './version-timestamp.ts';
