import { resolve } from 'node:path';
import { isObjectPath, type ObjectStoreSettings } from '../files/index.ts';
import type { Files } from '../ports/index.ts';
import type { Environment, StorageSettings } from '../project/index.ts';
import type { Host } from './host.ts';

/** The folder that a user names: below `base`, absolute, or in an object store. */
export function placeFolder(base: string, path: string): string {
  return isObjectPath(path) ? path.replace(/\/+$/, '') : resolve(base, path);
}

/** The files that `folder` (absolute) lies in. `storage` is resolved; its cache is relative to `base`. */
export function filesOf(
  host: Host,
  folder: string,
  storage: StorageSettings,
  variables: Environment,
  base: string,
): Promise<Files> {
  if (!isObjectPath(folder)) return Promise.resolve(host.files);
  const settings = (): ObjectStoreSettings => ({
    endpoint: storage.endpoint,
    region: storage.region,
    pathStyle: storage.pathStyle,
    variables,
    cacheFolder: resolve(base, storage.cache),
    cacheBytes: storage.cacheBytes,
  });
  return host.storage.open(folder, settings);
}
