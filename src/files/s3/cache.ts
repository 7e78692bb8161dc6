import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { syncPath } from '../durable.ts';
import { systemCode } from '../failure.ts';
import { linkOrCopy } from '../link-or-copy.ts';

/** A file of the cache: its path on this machine, and the tag of the object that it is a copy of. */
export interface CachedFile {
  readonly path: string;
  readonly tag: string;
}

/** Copies of objects that outlive a command, in a folder that any number of commands share. An entry appears whole, and is never changed. */
export interface Cache {
  /** The copy of an object with this tag (null: of any), if it has the size that it had when it was made. */
  readonly find: (path: string, tag: string | null) => Promise<CachedFile | null>;
  /** A name for a file that is to be kept, in an existing folder. */
  readonly temporary: (path: string) => Promise<string>;
  /** Makes `file`, whose content is durable and never changes, the copy of the object; it keeps its own name too. */
  readonly keep: (path: string, tag: string, size: number, file: string) => Promise<CachedFile>;
  /** Removes what was used longest ago until the rest is small enough. Commands that use a file keep it by links of their own. */
  readonly trim: () => Promise<void>;
}

export function openCache(folder: string, store: string, limit: number): Cache {
  const of = (path: string) => {
    const hash = createHash('sha256').update(`${store}\n${path}`).digest('hex');
    return `${folder}/${hash.slice(0, 2)}/${hash.slice(2)}`;
  };
  const word = (tag: string) => createHash('sha256').update(tag).digest('hex').slice(0, 32);
  return {
    async find(path, tag) {
      for (const name of await namesIn(of(path))) {
        const [size, hash, ...tagged] = name.split('-');
        if (tagged.length === 0 || (tag !== null && hash !== word(tag))) continue;
        const found = `${of(path)}/${name}`;
        const stats = await stat(found).catch(() => null);
        if (stats === null || stats.size !== Number(size)) continue;
        const now = Date.now() / 1000;
        await utimes(found, now, now).catch(() => undefined);
        return { path: found, tag: decodeURIComponent(tagged.join('-')) };
      }
      return null;
    },
    async temporary(path) {
      await mkdir(of(path), { recursive: true });
      return `${of(path)}/.tmp-${randomUUID()}`;
    },
    async keep(path, tag, size, file) {
      const kept = `${of(path)}/${size}-${word(tag)}-${encodeURIComponent(tag)}`;
      await mkdir(of(path), { recursive: true });
      await syncPath(file);
      const temporary = `${of(path)}/.tmp-${randomUUID()}`;
      await linkOrCopy(file, temporary);
      await rename(temporary, kept);
      // Renaming one link of a file over another does nothing, not even take away the first.
      await rm(temporary, { force: true });
      return { path: kept, tag };
    },
    trim: () => trim(folder, limit),
  };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** What a killed command left half-made is old by then. */
const abandoned = 24 * 3_600_000;

async function trim(folder: string, limit: number): Promise<void> {
  const files: { path: string; size: number; used: number }[] = [];
  for (const first of await namesIn(folder)) {
    for (const second of await namesIn(`${folder}/${first}`)) {
      const at = `${folder}/${first}/${second}`;
      for (const name of await namesIn(at)) {
        const stats = await stat(`${at}/${name}`).catch(() => null);
        if (stats === null) continue;
        if (!name.startsWith('.tmp-')) {
          files.push({ path: `${at}/${name}`, size: stats.size, used: stats.mtimeMs });
        } else if (Date.now() - stats.mtimeMs > abandoned) await rm(`${at}/${name}`, { force: true });
      }
    }
  }
  let total = files.reduce((sum, file) => sum + file.size, 0);
  files.sort((a, b) => a.used - b.used);
  for (const file of files) {
    if (total <= limit) return;
    await rm(file.path, { force: true });
    total -= file.size;
  }
}
