/**
 * The Files port on a local disk. In: absolute paths. Out: bytes, listings, and DiagnosticErrors that name the path and what to do.
 * Knows nothing of lakes or Delta. Decides races by hard links alone.
 */
export { fileFailure } from './failure.ts';
export { localFiles } from './local.ts';
