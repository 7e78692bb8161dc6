import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { FetchedFile } from '../../ports/index.ts';
import { systemCode } from '../failure.ts';
import { linkOrCopy } from '../link-or-copy.ts';
import { openCache } from './cache.ts';
import { eachOf } from './each-of.ts';
import { hasUniqueName, type Location, locate } from './location.ts';
import type { ObjectStoreSettings } from './settings.ts';

/** How an object comes to a local file: gives its size and tag, or null where it still is what a tag says. */
export type Download = (
  path: string,
  to: string,
  unless: string | null,
) => Promise<{ readonly size: number; readonly tag: string } | null>;

/**
 * The files of an object store that the engine reads and writes, on a local disk: a folder of this process alone, in which each has a place that its path tells, and the cache that processes share. A
 * file of the cache gets its place by a hard link, so that no other process's tidying takes it away while a query runs.
 */
export interface LocalCopies {
  readonly pathOf: (path: string) => string;
  readonly fetch: (files: readonly FetchedFile[], download: Download) => Promise<void>;
  /** Whether the engine wrote a file for `path` that the store has not got yet. */
  readonly isUnsent: (path: string) => boolean;
  /** What the engine wrote is now an object with this tag. */
  readonly sent: (path: string, tag: string) => Promise<void>;
  /** The object `to` was made of the object `from`. */
  readonly copied: (from: string, to: string, tag: string) => Promise<void>;
  readonly makeFolder: (path: string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  readonly removeFolder: (path: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const downloadsAtOnce = 8;

export function openLocalCopies(settings: ObjectStoreSettings, store: string): LocalCopies {
  const processes = `${settings.cacheFolder}/processes`;
  const root = `${processes}/${encodeURIComponent(hostname())}@${process.pid}@${randomUUID()}`;
  const cache = openCache(`${settings.cacheFolder}/objects`, store, settings.cacheBytes);
  /** The tags of the files that have their place. */
  const present = new Map<string, string>();
  const underWay = new Map<string, Promise<void>>();
  let added = false;
  // What lies there is as private as the lake.
  mkdirSync(processes, { recursive: true, mode: 0o700 });
  removeAbandoned(processes);

  const pathOf = (path: string) => placeOf(root, locate(path));

  async function place(path: string, cached: { readonly path: string; readonly tag: string }) {
    const at = pathOf(path);
    await mkdir(dirname(at), { recursive: true });
    const temporary = `${dirname(at)}/.tmp-${randomUUID()}`;
    await linkOrCopy(cached.path, temporary);
    await rename(temporary, at);
    await rm(temporary, { force: true });
    present.set(path, cached.tag);
  }

  async function fetchOne({ path, size, tag }: FetchedFile, download: Download): Promise<void> {
    const known = present.get(path);
    const lasting = hasUniqueName(path);
    if (known !== undefined && (lasting || known === tag)) return;
    const cached = lasting || tag !== undefined ? await cache.find(path, lasting ? null : tag!) : null;
    if (cached !== null && (await hasSize(cached.path, size))) {
      // Another process may have tidied it away just now: then it is fetched like any other.
      const placed = await place(path, cached).then(
        () => true,
        (error) => {
          if (systemCode(error) === 'ENOENT') return false;
          throw error;
        },
      );
      if (placed) return;
    }
    const temporary = await cache.temporary(path);
    try {
      const got = await download(path, temporary, known ?? null);
      if (got === null) return;
      added = true;
      await place(path, await cache.keep(path, got.tag, got.size, temporary));
    } finally {
      await rm(temporary, { force: true });
    }
  }

  return {
    pathOf,
    async fetch(files, download) {
      await eachOf(files, downloadsAtOnce, (file) => {
        const running = underWay.get(file.path);
        if (running !== undefined) return running;
        const work = fetchOne(file, download).finally(() => underWay.delete(file.path));
        underWay.set(file.path, work);
        return work;
      });
    },
    isUnsent(path) {
      if (present.has(path)) return false;
      return statSync(pathOf(path), { throwIfNoEntry: false })?.isFile() === true;
    },
    async sent(path, tag) {
      present.set(path, tag);
      added = true;
      await cache.keep(path, tag, (await stat(pathOf(path))).size, pathOf(path));
    },
    async copied(from, to, tag) {
      if (!present.has(from)) return;
      added = true;
      await cache.keep(to, tag, (await stat(pathOf(from))).size, pathOf(from));
    },
    async makeFolder(path) {
      await mkdir(pathOf(path), { recursive: true });
    },
    async remove(path) {
      present.delete(path);
      await rm(pathOf(path), { force: true });
    },
    async removeFolder(path) {
      for (const known of present.keys()) if (known.startsWith(`${path}/`)) present.delete(known);
      await rm(pathOf(path), { recursive: true, force: true });
    },
    async close() {
      await rm(root, { recursive: true, force: true });
      if (added) await cache.trim();
    },
  };
}

async function hasSize(path: string, size: number | undefined): Promise<boolean> {
  return size === undefined || (await stat(path).catch(() => null))?.size === size;
}

/** Keys may hold what a path must not: a segment that leads upwards would leave the folder. */
function placeOf(root: string, { bucket, key }: Location): string {
  const segments = key.split('/').map((segment) => {
    if (segment === '') return '%';
    return /^\.{1,2}$/.test(segment) ? segment.replaceAll('.', '%2E') : segment;
  });
  return key === '' ? `${root}/${bucket}` : `${root}/${bucket}/${segments.join('/')}`;
}

const week = 7 * 86_400_000;

/** Removes the folders of processes that were killed: of this machine by their number, of others that share the folder by their age. */
function removeAbandoned(folder: string): void {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  const own = `${encodeURIComponent(hostname())}@`;
  for (const name of names) {
    const pid = name.startsWith(own) ? Number.parseInt(name.slice(own.length), 10) : null;
    const stats = statSync(`${folder}/${name}`, { throwIfNoEntry: false });
    const gone = pid === null ? Date.now() - (stats?.mtimeMs ?? Date.now()) > week : !isRunning(pid);
    if (gone) rmSync(`${folder}/${name}`, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}
