import type { Files } from '../ports/index.ts';
import { isObjectPath, type ObjectStoreSettings, openFiles } from './open-files.ts';

/** Opens the files of places, each kind of place once. */
export interface SharedFiles {
  /** The files of a place; `settings` are asked for where it is in an object store. */
  readonly open: (path: string, settings: () => ObjectStoreSettings) => Promise<Files>;
  /** Closes all that was opened. */
  readonly close: () => Promise<void>;
}

/** What one process needs of storage: one connection, and one folder of local copies, for each object store. */
export function sharedFiles(): SharedFiles {
  const opened = new Map<string, ReturnType<typeof openFiles>>();
  return {
    async open(path, settings) {
      const wanted = isObjectPath(path) ? settings() : null;
      const key = JSON.stringify([wanted?.endpoint, wanted?.region, wanted?.pathStyle, wanted?.cacheFolder]);
      const standing = opened.get(key) ?? openFiles(path, () => wanted!);
      opened.set(key, standing);
      return (await standing).files;
    },
    async close() {
      const all = [...opened.values()];
      opened.clear();
      for (const each of all) await (await each).close();
    },
  };
}
