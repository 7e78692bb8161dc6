/**
 * Data files of a table: Parquet written by the engine, with partition values and statistics as the log wants them. In: a query of stored types and a folder.
 * Out: what was written. Touches no log.
 */
export { indexedColumns, statisticsProperties, withoutStatistics } from './indexed-columns.ts';
export { type WriteDataFilesOptions, writeDataFiles } from './write-data-files.ts';
