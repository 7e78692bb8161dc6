import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './failure.ts';

/** The permissions that new files and folders get, whatever the process's own mask; null: as the mask says. */
export interface Modes {
  readonly file: number | null;
  readonly folder: number | null;
}

export const maskModes: Modes = { file: null, folder: null };

/** Makes a file's or folder's content survive a power failure. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems refuse fsync on a folder; there its entries are durable already.
    if (systemCode(error) !== 'EINVAL') throw error;
  } finally {
    await handle.close();
  }
}

/** Makes `folder` and what is missing above it, each entry durable. */
export async function createDurableFolder(folder: string, modes: Modes = maskModes): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: modes.folder ?? 0o777 });
  if (first === undefined) return;
  let made = folder;
  while (made.length >= first.length) {
    if (modes.folder !== null) await chmod(made, modes.folder);
    await syncPath(dirname(made));
    if (made === first) return;
    made = dirname(made);
  }
}

/** A name beside `path` that nothing else uses. It begins with a dot, so that a file left by a killed process is no one's data. */
export function temporaryBeside(path: string): string {
  return `${dirname(path)}/.tmp-${randomUUID()}`;
}

/** Writes and syncs a new file at `temporary`, making its folder where it is missing. */
export async function writeDurably(
  temporary: string,
  content: Uint8Array | string,
  modes: Modes = maskModes,
): Promise<void> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(temporary, 'wx', modes.file ?? 0o666);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    await createDurableFolder(dirname(temporary), modes);
    handle = await open(temporary, 'wx', modes.file ?? 0o666);
  }
  try {
    if (modes.file !== null) await handle.chmod(modes.file);
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Runs `use` and then removes `temporary`, whatever came of it. */
export async function withTemporary<T>(temporary: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
