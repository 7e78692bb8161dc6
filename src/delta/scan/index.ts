/**
 * Reading rows. In: a snapshot and what is wanted of it. Out: SQL for the engine to run; no rows pass through here.
 */
export { filesQuery, type ReadableFile } from './files-query.ts';
export { type ScanOptions, scanFiles, scanQuery } from './scan-query.ts';
