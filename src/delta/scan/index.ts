/**
 * Reading rows. In: a snapshot and what is wanted of it. Out: SQL for the engine to run; no rows pass through here.
 */
export { fetchFiles, type LiveFile, listScanFiles, liveFile } from './list-scan-files.ts';
export { filesSql, liveRowsSql } from './live-rows.ts';
export { partitionValueSql } from './partition-value.ts';
export { scanFailure } from './scan-failure.ts';
export { type ScanOptions, scanFiles, scanQuery } from './scan-query.ts';
export { fileColumn, rowColumn, type ScanFile, type ScanForm, scanSql } from './scan-sql.ts';
export { skippingSql } from './skipping.ts';
