/**
 * A table at one version: the log replayed inside the engine. In: the log's files. Out: protocol, metadata and transactions as values, and live files as
 * queries that stay in the engine. Never writes.
 */
export { countRows } from './active-files.ts';
export { compareChecksum } from './compare-checksum.ts';
export {
  closeSnapshot,
  openListed,
  openSnapshot,
  type SnapshotOptions,
} from './open-snapshot.ts';
export type { Snapshot, TableState } from './snapshot.ts';
export { openTableState, type ReadPorts } from './table-state.ts';
export { type Change, checkRowsMayMove, checkWritable, hasWriterFeature } from './writable.ts';
