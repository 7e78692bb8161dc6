/**
 * The Files port: on a local disk, and on an object store. In: absolute paths. Out: bytes, listings, and DiagnosticErrors that name the path and what to do.
 * Knows nothing of lakes or Delta. Decides races by hard links, or by what the store decides.
 */

export type { Modes } from './durable.ts';
export { fileFailure } from './failure.ts';
export { localFiles } from './local.ts';
export { isObjectPath, type ObjectStoreSettings, openFiles } from './open-files.ts';
export { type FileRoot, type Rooting, rootedFiles } from './rooted-files.ts';
export { type SharedFiles, sharedFiles } from './share-files.ts';
