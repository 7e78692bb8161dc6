/**
 * DuckDB through @duckdb/node-api as the Engine port. In: SQL, parameters, Arrow batches. Out: plain exact values, or EngineError.
 * Every database is in memory, has the pinned settings and a locked configuration, loads no extension, and reaches no file outside the allowed folders.
 * Importing this folder loads the native library: a command that runs no SQL should not.
 */
export { duckdbEngine } from './engine.ts';
