/**
 * The Files port on an object store that speaks S3. In: paths `s3://bucket/key`, and how the store is reached. Out: bytes, listings, and DiagnosticErrors that name the object and what to do. Races are decided
 * by the store alone, by `If-None-Match: *`. The engine's files lie in a local folder of this process. Never prints a credential.
 */
export { isObjectPath } from './location.ts';
export { openS3Files } from './s3-files.ts';
export type { ObjectStoreSettings, ObjectStoreTuning } from './settings.ts';
