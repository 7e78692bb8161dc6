import { chmod, link, readFile, rename, rm, rmdir, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import type { Files } from '../ports/index.ts';
import { decodeText } from './decode-text.ts';
import {
  createDurableFolder,
  type Modes,
  maskModes,
  syncPath,
  temporaryBeside,
  withTemporary,
  writeDurably,
} from './durable.ts';
import { fileFailure, systemCode } from './failure.ts';
import { linkOrCopy } from './link-or-copy.ts';
import { infoOf, listFolder, listTree } from './listing.ts';

/** The Files port on a local disk (or one mounted like it, with hard links and fsync). `modes`: what new files and folders get. */
export function localFiles(modes: Modes = maskModes): Files {
  return {
    read: (path) => attempt('read', path, async () => readFile(path)),
    readText: (path) => attempt('read', path, async () => decodeText(path, await readFile(path))),
    stat: (path) => attempt('look at', path, async () => statOf(path)),
    list: (folder) => attempt('list', folder, () => listFolder(folder)),
    listAll: (folder) => attempt('list', folder, () => listTree(folder)),
    createFolder: (path) => attempt('create', path, () => createDurableFolder(path, modes)),
    enginePath: (path) => path,
    fetchForEngine: async () => {},
    putIfAbsent: (path, content) => attempt('write', path, () => putIfAbsent(path, content, modes)),
    replace: (path, content) => attempt('write', path, () => replace(path, content, modes)),
    hint: (path, content) => attempt('write', path, () => hint(path, content, modes)),
    link: (from, to) => linkFile(from, to, modes),
    touch: (path) =>
      attempt('touch', path, () => {
        const now = Date.now() / 1000;
        return utimes(path, now, now);
      }),
    setReadOnly: (path) => attempt('protect', path, () => chmod(path, (modes.file ?? 0o444) & 0o444)),
    sync: (path) => attempt('sync', path, () => syncWith(path, modes)),
    remove: (path) => attempt('remove', path, () => remove(path)),
    removeEmptyFolder: (path) => attempt('remove', path, () => removeEmptyFolder(path)),
    removeFolder: (path) => attempt('remove', path, () => rm(path, { recursive: true, force: true })),
  };
}

async function attempt<T>(action: string, path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw fileFailure(error, action, path);
  }
}

function statOf(path: string) {
  try {
    const info = infoOf('', path);
    return info === null ? null : { ...info, name: basename(path) };
  } catch (error) {
    if (systemCode(error) === 'ENOTDIR') return null;
    throw error;
  }
}

/** `link` is the one local operation that fails on an existing name and shows only whole files: `rename` overwrites, `wx` shows parts. */
async function putIfAbsent(path: string, content: Uint8Array | string, modes: Modes): Promise<boolean> {
  const temporary = temporaryBeside(path);
  return withTemporary(temporary, async () => {
    await writeDurably(temporary, content, modes);
    try {
      await link(temporary, path);
    } catch (error) {
      const code = systemCode(error);
      if (code === 'EEXIST') return false;
      if (code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS') {
        throw new DiagnosticError(diagnose('links-unsupported', { path }), 1, error);
      }
      throw error;
    }
    await syncPath(dirname(path));
    return true;
  });
}

async function replace(path: string, content: Uint8Array | string, modes: Modes): Promise<void> {
  const temporary = temporaryBeside(path);
  await withTemporary(temporary, async () => {
    await writeDurably(temporary, content, modes);
    await rename(temporary, path);
    await syncPath(dirname(path));
  });
}

async function hint(path: string, content: string, modes: Modes): Promise<void> {
  const temporary = temporaryBeside(path);
  await withTemporary(temporary, async () => {
    await writeFile(temporary, content, { mode: modes.file ?? 0o666 });
    await rename(temporary, path);
  });
}

async function linkFile(from: string, to: string, modes: Modes): Promise<'linked' | 'copied'> {
  try {
    return await linkOrCopy(from, to, modes);
  } catch (error) {
    throw fileFailure(error, 'link', systemCode(error) === 'ENOENT' ? from : to);
  }
}

/** What the engine has written has its permissions from the process's mask until now. */
async function syncWith(path: string, { file }: Modes): Promise<void> {
  if (file !== null && (await stat(path)).isFile()) await chmod(path, file);
  await syncPath(path);
}

async function remove(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

const notEmpty = new Set(['ENOENT', 'ENOTEMPTY', 'EEXIST']);

async function removeEmptyFolder(path: string): Promise<void> {
  try {
    await rmdir(path);
  } catch (error) {
    if (!notEmpty.has(systemCode(error) ?? '')) throw error;
  }
}
