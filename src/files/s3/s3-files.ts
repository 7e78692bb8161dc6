import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { FileInfo, Files } from '../../ports/index.ts';
import { decodeText } from '../decode-text.ts';
import { openStore, type Store } from './client.ts';
import { copyObject } from './copy-object.ts';
import { isMissing, statusOf, storageFailure, wasRepeated } from './failure.ts';
import { type LocalCopies, openLocalCopies } from './local-copies.ts';
import { hasUniqueName, type Location, locate } from './location.ts';
import { downloadObject, headObject, isFolder, listObjects, type ObjectInfo, readObject } from './objects.ts';
import { checkExclusive, putObjectIfAbsent } from './put-if-absent.ts';
import { removeObject, removeTree } from './remove-objects.ts';
import type { ObjectStoreSettings } from './settings.ts';
import { uploadFile } from './upload-file.ts';

/** The Files port on an object store, for paths `s3://bucket/key` of any bucket. `close` removes the process's local copies; what may serve others stays in the cache. */
export async function openS3Files(
  settings: ObjectStoreSettings,
): Promise<{ readonly files: Files; readonly close: () => Promise<void> }> {
  const store = await openStore(settings);
  const copies = openLocalCopies(settings, store.name);
  return {
    files: filesOf(store, copies),
    async close() {
      store.client.destroy();
      await copies.close();
    },
  };
}

/** An object that this process made so many milliseconds ago is new enough for whoever goes by the age of files. */
const fresh = 60_000;

function filesOf(store: Store, copies: LocalCopies): Files {
  const made = new Map<string, number>();
  /** What this process uploaded: such objects do not change. */
  const sent = new Map<string, ObjectInfo>();
  const exclusive = new Set<string>();
  const attempt = async <T>(action: string, path: string, run: (at: Location) => Promise<T>): Promise<T> => {
    try {
      return await run(locate(path));
    } catch (error) {
      throw storageFailure(error, action, path, store);
    }
  };

  async function send(path: string, at: Location): Promise<void> {
    if (!copies.isUnsent(path)) return;
    try {
      const info = await uploadFile(store, copies.pathOf(path), at);
      await copies.sent(path, info.tag);
      sent.set(path, info);
    } catch (error) {
      throw statusOf(error) === 412
        ? new DiagnosticError(diagnose('file-exists', { path }), 1, error)
        : error;
    }
    made.set(path, Date.now());
  }

  async function copy(from: string, to: string, at: Location): Promise<'copied'> {
    // A name that was chosen by chance is free; should it not be, the store says so with the copy.
    const [info, taken] = await Promise.all([
      sent.get(from) ?? headObject(store, locate(from)),
      hasUniqueName(to) ? null : headObject(store, at),
    ]);
    if (info === null) throw new DiagnosticError(diagnose('file-missing', { path: from }));
    if (taken !== null) throw new DiagnosticError(diagnose('file-exists', { path: to }));
    const tag = await copyObject(store, locate(from), at, info).catch(async (error: unknown) => {
      if (isMissing(error)) throw new DiagnosticError(diagnose('file-missing', { path: from }), 1, error);
      if (statusOf(error) !== 412) throw error;
      const now = wasRepeated(error) ? await headObject(store, at) : null;
      if (now?.size === info.size) return now.tag;
      throw new DiagnosticError(diagnose('file-exists', { path: to }), 1, error);
    });
    made.set(to, Date.now());
    await copies.copied(from, to, tag);
    return 'copied';
  }

  const put = (path: string, content: Uint8Array | string) =>
    attempt('write', path, async ({ bucket, key }) => {
      const { PutObjectCommand } = store.commands;
      await store.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytesOf(content) }));
    });

  return {
    read: (path) => attempt('read', path, (at) => readObject(store, at)),
    readText: (path) => attempt('read', path, async (at) => decodeText(path, await readObject(store, at))),
    stat: (path) => attempt('look at', path, (at) => statOf(store, at)),
    list: (folder) => attempt('list', folder, async (at) => byName(await listObjects(store, at, false))),
    listAll: (folder) => attempt('list', folder, async (at) => byName(await listObjects(store, at, true))),
    createFolder: (path) => attempt('create', path, () => copies.makeFolder(path)),
    enginePath: (path) => copies.pathOf(path),
    fetchForEngine: (files) =>
      copies.fetch(files, (path, to, unless) =>
        attempt('read', path, (at) => downloadObject(store, at, to, unless)),
      ),
    putIfAbsent: (path, content) =>
      attempt('write', path, async (at) => {
        const won = await putObjectIfAbsent(store, at, bytesOf(content));
        if (!won) return false;
        made.set(path, Date.now());
        if (!exclusive.has(at.bucket)) {
          await checkExclusive(store, at, bytesOf(content));
          exclusive.add(at.bucket);
        }
        return true;
      }),
    replace: put,
    hint: put,
    link: (from, to) => attempt('copy', to, (at) => copy(from, to, at)),
    touch: (path) =>
      attempt('touch', path, async (at) => {
        if (Date.now() - (made.get(path) ?? 0) < fresh) return;
        const info = await headObject(store, at);
        if (info === null) throw new DiagnosticError(diagnose('file-missing', { path }));
        await copyObject(store, at, at, info);
        made.set(path, Date.now());
      }),
    // Objects are replaced as a whole or not at all, and are durable when the store has answered.
    setReadOnly: async () => {},
    sync: (path) => attempt('write', path, (at) => send(path, at)),
    remove: (path) =>
      attempt('remove', path, async (at) => {
        made.delete(path);
        sent.delete(path);
        await copies.remove(path);
        await removeObject(store, at);
      }),
    removeFolder: (path) =>
      attempt('remove', path, async (at) => {
        await copies.removeFolder(path);
        await removeTree(store, at);
      }),
  };
}

function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : content;
}

async function statOf(store: Store, at: Location): Promise<FileInfo | null> {
  const name = at.key.slice(at.key.lastIndexOf('/') + 1);
  const info = at.key === '' ? null : await headObject(store, at);
  if (info !== null) return { name, ...info, isFolder: false };
  return (await isFolder(store, at)) ? { name, size: 0, modified: 0, isFolder: true } : null;
}

/** By code unit; the store sorts by the bytes of UTF-8, which differs beyond the first plane. */
function byName(files: FileInfo[]): FileInfo[] {
  return files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
