import { type Dirent, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { FileInfo } from '../ports/index.ts';
import { systemCode } from './failure.ts';

/** How many entries are looked at before other work gets its turn. */
const batch = 2000;

/** A folder's entries, sorted by code unit; none where there is no folder. Symbolic links are followed, dangling ones left out. */
export async function listFolder(folder: string): Promise<FileInfo[]> {
  const entries = await entriesOf(folder);
  const found: FileInfo[] = [];
  for (const [index, entry] of entries.entries()) {
    const info = infoOf(folder, entry.name);
    if (info !== null) found.push(info);
    if (index % batch === batch - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  return found.sort(byName);
}

/** All files below a folder. A symbolic link to a folder is not entered: it could lead back up, or out of the lake. */
export async function listTree(root: string): Promise<FileInfo[]> {
  const found: FileInfo[] = [];
  const waiting = [''];
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    const entries = await entriesOf(below === '' ? root : `${root}/${below}`);
    for (const [index, entry] of entries.entries()) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(name);
      else {
        const info = infoOf(root, name);
        if (info !== null && !info.isFolder) found.push(info);
      }
      if (index % batch === batch - 1) await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return found.sort(byName);
}

/** What is at `folder/name`, or null. Synchronous: a local stat takes microseconds, a trip through the thread pool twenty times that. */
export function infoOf(folder: string, name: string): FileInfo | null {
  const stats = statSync(folder === '' ? name : `${folder}/${name}`, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  const isFolder = stats.isDirectory();
  return {
    name,
    size: stats.size,
    modified: Math.floor(stats.mtimeMs),
    isFolder,
    inode: isFolder ? null : { id: `${stats.dev}:${stats.ino}`, links: stats.nlink },
  };
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function byName(a: FileInfo, b: FileInfo): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
