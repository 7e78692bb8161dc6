import type { Files } from '../ports/index.ts';
import { localFiles } from './local.ts';
import { isObjectPath } from './s3/location.ts';
import type { ObjectStoreSettings } from './s3/settings.ts';

export type { ObjectStoreSettings };
export { isObjectPath };

/** The files of a place: an object store where its path says `s3://`, else the local disk. `settings` are looked at for the first alone. */
export async function openFiles(
  path: string,
  settings: () => ObjectStoreSettings,
): Promise<{ readonly files: Files; readonly close: () => Promise<void> }> {
  if (!isObjectPath(path)) return { files: localFiles(), close: async () => {} };
  // The SDK behind it takes longer to load than most commands take to run.
  const { openS3Files } = await import('./s3/index.ts');
  return openS3Files(settings());
}
