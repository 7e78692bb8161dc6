/**
 * Whole writes: rows into files, files into a commit. In: ports, a table's folder, a query. Out: the version made. A caller with a commit protocol of its own uses
 * `writeDataFiles`, `addFile`, `removeFile`, `overwriteActions` and `commitVersion` instead.
 */
export {
  columnsOf,
  createTable,
  overwriteActions,
  overwriteTable,
  syncWritten,
  type WritePorts,
  type WriteTableOptions,
} from './write-table.ts';
