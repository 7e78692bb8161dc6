/**
 * Whole writes: rows into files, files into a commit. In: ports, a table's folder, queries and conditions in the engine's SQL. Out: the version made. Every write is one transaction; a caller with a
 * commit protocol of its own uses `writeDataFiles`, `addFile`, `removeFile`, `overwriteActions` and `commitVersion` instead.
 */
export { type AppendOptions, appendRows } from './append-rows.ts';
export { type ChangeOptions, type ChangeResult, deleteRows, updateRows } from './change-rows.ts';
export { createTable, type WriteTableOptions } from './create-table.ts';
export {
  type Assignments,
  type MergeClause,
  type MergeOptions,
  type MergeResult,
  mergeRows,
} from './merge-rows.ts';
export { overwriteActions, overwriteTable } from './overwrite-table.ts';
export {
  type ReplacePartitionsOptions,
  type ReplacePartitionsResult,
  replacePartitions,
} from './replace-partitions.ts';
export { type ReplaceOptions, replaceWhere } from './replace-where.ts';
export { syncWritten } from './sync-written.ts';
export { columnsOf, type WriteTuning } from './table-writer.ts';
