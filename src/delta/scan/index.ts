/**
 * Reading rows. In: a snapshot and what is wanted of it. Out: SQL for the engine to run; no rows pass through here.
 */
export { type ScanOptions, scanFiles, scanQuery } from './scan-query.ts';
