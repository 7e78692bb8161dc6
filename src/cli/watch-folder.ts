import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface FolderWatch {
  readonly close: () => void;
}

/**
 * Says that something in `folder` itself or anywhere below its subfolders `names` may have changed: soon, possibly more than once, and now and then without
 * cause. Folders are watched, not files, since editors save by putting a new file in the place of the old one; subfolders may come and go. Where the system
 * gives no events (network mounts, too many watches), the caller's own looking now and then remains.
 */
export function watchFolder(folder: string, names: readonly string[], onChange: () => void): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  let closed = false;
  const drop = (path: string) => {
    watchers.get(path)?.close();
    watchers.delete(path);
  };
  const begin = (path: string, recursive: boolean, heard: () => void) => {
    if (closed || watchers.has(path)) return;
    try {
      const watcher = watch(path, { recursive, persistent: true }, heard);
      watcher.on('error', () => drop(path));
      watchers.set(path, watcher);
    } catch {
      // no events from there
    }
  };
  const follow = async () => {
    for (const name of names) {
      const path = join(folder, name);
      const there = await stat(path).then(
        (info) => info.isDirectory(),
        () => false,
      );
      if (there) begin(path, true, onChange);
      else drop(path);
    }
  };
  begin(folder, false, () => {
    onChange();
    void follow();
  });
  void follow();
  return {
    close() {
      closed = true;
      for (const path of [...watchers.keys()]) drop(path);
    },
  };
}
