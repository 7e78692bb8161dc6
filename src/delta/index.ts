/**
 * The Delta protocol over the Files and Session ports. In: a table's folder, queries. Out: snapshots, SQL that reads them, commits. Log replay runs inside the engine;
 * JavaScript sees files one by one only where it is asked to. Knows nothing of models or environments.
 */
export {
  type Action,
  type AddAction,
  addFile,
  type CommitDescription,
  type CommitInfoAction,
  commitInfo,
  type DataFile,
  decodeCommit,
  decodePath,
  encodeCommit,
  encodePath,
  type Long,
  type MetadataAction,
  newTableActions,
  type PartitionValues,
  type ProtocolAction,
  type RemoveAction,
  removeFile,
  resolvePath,
  type TableDefinition,
  type TxnAction,
} from './actions/index.ts';
export { alterTable, type TableChange, widenField } from './alter/index.ts';
export { type ChangeRange, type ChangesQuery, changeColumns, changesQuery } from './changes/index.ts';
export {
  checkDataFiles,
  checkLog,
  checkStatistics,
  type FileProblem,
  type LogProblem,
  type StatisticsProblem,
} from './check/index.ts';
export {
  type CheckpointPorts,
  checkpointIfDue,
  retentionMilliseconds,
  writeCheckpoint,
} from './checkpoint/index.ts';
export {
  commitPath,
  commitVersion,
  type HistoryEntry,
  history,
  latestVersion,
  listLog,
  logFolder,
  readCommit,
} from './log/index.ts';
export {
  cleanLog,
  compactLog,
  isVacuumed,
  type NeededFiles,
  neededFiles,
  type OptimizeOptions,
  type OptimizeResult,
  optimizeTable,
  type RestoreResult,
  restoreTable,
  type VacuumOptions,
  type VacuumResult,
  vacuumTable,
} from './maintenance/index.ts';
export {
  fileColumn,
  type LiveFile,
  listScanFiles,
  liveRowsSql,
  type ScanOptions,
  scanFailure,
  scanFiles,
  scanQuery,
} from './scan/index.ts';
export {
  closeSnapshot,
  compareChecksum,
  countRows,
  openSnapshot,
  type ReadPorts,
  type Snapshot,
  type SnapshotOptions,
} from './snapshot/index.ts';
export { commitAttempt, type ReadSet, type WritePorts } from './transaction/index.ts';
export {
  type DeltaField,
  type DeltaStruct,
  type DeltaType,
  parseDuckDBType,
  parseSchemaString,
  printSchemaString,
  type QueryColumn,
  quoteName,
  quoteText,
  type StorageForm,
  schemaOf,
  selectAsStored,
  storedColumns,
  toDeltaType,
  toDuckDBType,
} from './types/index.ts';
export { statisticsProperties, type WriteDataFilesOptions, writeDataFiles } from './write/index.ts';
export {
  type AppendOptions,
  appendRows,
  type ChangeOptions,
  type ChangeResult,
  columnsOf,
  createTable,
  deleteRows,
  type MergeClause,
  type MergeOptions,
  type MergeResult,
  mergeRows,
  overwriteActions,
  overwriteTable,
  type ReplaceOptions,
  type ReplacePartitionsOptions,
  type ReplacePartitionsResult,
  replacePartitions,
  replaceWhere,
  syncWritten,
  updateRows,
  type WriteTableOptions,
  type WriteTuning,
} from './writes/index.ts';
