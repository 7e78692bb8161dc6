import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';

/** An object by bucket and key. A folder's key has no slash at its end; the bucket itself has the key ''. */
export interface Location {
  readonly bucket: string;
  readonly key: string;
}

/** Whether `path` lies in an object store. */
export function isObjectPath(path: string): boolean {
  return path.startsWith('s3://');
}

/** Bucket and key of `s3://bucket/key`. Rejects with `storage-path-invalid`. */
export function locate(path: string): Location {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/*(.*?)\/*$/s.exec(path) ?? [];
  if (bucket === undefined || key === undefined || !/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/.test(bucket)) {
    throw new DiagnosticError(diagnose('storage-path-invalid', { path }));
  }
  return { bucket, key };
}

/** What every key below a folder begins with. */
export function prefixOf({ key }: Location): string {
  return key === '' ? '' : `${key}/`;
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** Whether the file's name was chosen by chance: then no writer of Delta tables uses it a second time, and its content never changes. */
export function hasUniqueName(path: string): boolean {
  return uuid.test(path.slice(path.lastIndexOf('/') + 1));
}
