/**
 * Checkpoints of a log, made by the engine so that memory stays bounded. In: a table and a version. Out: files in `_delta_log`. A checkpoint never decides anything:
 * the commits do.
 */
export { parseInterval, retentionMilliseconds } from './retention.ts';
export {
  type CheckpointPorts,
  checkpointIfDue,
  writeCheckpoint,
  writeSnapshotCheckpoint,
} from './write-checkpoint.ts';
