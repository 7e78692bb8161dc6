import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openS3Files } from '../../src/files/s3/index.ts';
import type { Files } from '../../src/ports/index.ts';
import { describeWith } from '../support/needs.ts';
import { needsObjectStore, type ObjectStore, settingsOf, startObjectStore } from '../support/object-store.ts';
import { removeFolder, temporaryFolder } from '../support/project.ts';
import { filesContract } from './contract.ts';

interface Opened {
  readonly files: Files;
  readonly close: () => Promise<void>;
}

describeWith([needsObjectStore], 'files in an object store', () => {
  let store: ObjectStore;
  let caches: string;
  let folder: string;
  let own: Opened;
  let other: Opened;
  let count = 0;
  const mebibyte = 1024 * 1024;
  beforeAll(async () => {
    store = await startObjectStore();
    caches = await temporaryFolder();
  });
  afterAll(async () => {
    await store.close();
    await removeFolder(caches);
  });
  beforeEach(async () => {
    folder = `s3://lake/folder ${count++}`;
    const tuning = { partSize: 5 * mebibyte, copySize: 6 * mebibyte };
    own = await openS3Files(settingsOf(store, `${caches}/own`, tuning));
    other = await openS3Files(settingsOf(store, `${caches}/other`));
  });
  afterEach(async () => {
    await own.close();
    await other.close();
  });

  filesContract('S3', () => ({ files: own.files, folder, other: other.files }));

  it('sends, copies and fetches what is larger than one request', async () => {
    const { files } = own;
    const content = Buffer.alloc(17 * mebibyte + 3, 'a long text that is not a power of two ');
    const path = `${folder}/build/part-${crypto.randomUUID()}.parquet`;
    await files.createFolder(`${folder}/build`);
    await writeFile(files.enginePath(path), content);
    await files.sync(path);
    await files.link(path, `${folder}/table/copy`);
    for (const made of [path, `${folder}/table/copy`]) {
      await other.files.fetchForEngine([{ path: made, size: content.length }]);
      expect(Buffer.compare(await other.files.read(made), content)).toBe(0);
      expect((await stat(other.files.enginePath(made))).size).toBe(content.length);
    }
    expect((await files.listAll(folder)).map((file) => file.size)).toEqual([content.length, content.length]);
  });

  it('makes an old object new where it is touched, with its content', async () => {
    await other.files.putIfAbsent(`${folder}/a`, 'content');
    const before = (await own.files.stat(`${folder}/a`))!;
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await own.files.touch(`${folder}/a`);
    const after = (await own.files.stat(`${folder}/a`))!;
    expect(after.modified).toBeGreaterThan(before.modified);
    expect(await own.files.readText(`${folder}/a`)).toBe('content');
  });

  it('takes what another command fetched from the cache, and trims it when it closes', async () => {
    const cacheFolder = `${caches}/shared`;
    const path = `${folder}/part-${crypto.randomUUID()}.parquet`;
    await own.files.putIfAbsent(path, 'x'.repeat(1000));
    const first = await openS3Files(settingsOf(store, cacheFolder));
    await first.files.fetchForEngine([{ path, size: 1000 }]);
    await first.close();
    // Gone from the store: only the cache can have it.
    await own.files.remove(path);
    const second = await openS3Files({ ...settingsOf(store, cacheFolder), cacheBytes: 10 });
    await second.files.fetchForEngine([{ path, size: 1000 }]);
    expect((await stat(second.files.enginePath(path))).size).toBe(1000);
    const small = `${folder}/part-${crypto.randomUUID()}.parquet`;
    await own.files.putIfAbsent(small, 'y');
    await second.files.fetchForEngine([{ path: small }]);
    await second.close();
    const third = await openS3Files(settingsOf(store, cacheFolder));
    await expect(third.files.fetchForEngine([{ path, size: 1000 }])).rejects.toThrow(path);
    await third.files.fetchForEngine([{ path: small }]);
    await third.close();
    expect(await readdir(`${cacheFolder}/processes`)).toEqual([]);
  });

  it('fetches again what the cache holds cut short', async () => {
    const cacheFolder = `${caches}/damaged`;
    const path = `${folder}/part-${crypto.randomUUID()}.parquet`;
    await own.files.putIfAbsent(path, 'x'.repeat(1000));
    const first = await openS3Files(settingsOf(store, cacheFolder));
    await first.files.fetchForEngine([{ path, size: 1000 }]);
    await first.close();
    const kept = (await readdir(`${cacheFolder}/objects`, { recursive: true })).find((name) =>
      name.includes('1000-'),
    );
    await writeFile(`${cacheFolder}/objects/${kept}`, 'x'.repeat(400));
    const second = await openS3Files(settingsOf(store, cacheFolder));
    await second.files.fetchForEngine([{ path, size: 1000 }]);
    expect((await stat(second.files.enginePath(path))).size).toBe(1000);
    await second.close();
  });

  it('clears away what a killed command left', async () => {
    const cacheFolder = `${caches}/killed`;
    const first = await openS3Files(settingsOf(store, cacheFolder));
    const [own] = await readdir(`${cacheFolder}/processes`);
    const dead = own === undefined ? [] : [own];
    await first.close();
    expect(dead).toEqual([]);
    const { mkdir } = await import('node:fs/promises');
    const { hostname } = await import('node:os');
    // No process has this number: Linux ends at four million.
    await mkdir(`${cacheFolder}/processes/${encodeURIComponent(hostname())}@2147483646@x/lake`, {
      recursive: true,
    });
    await mkdir(`${cacheFolder}/processes/elsewhere@2147483646@x`, { recursive: true });
    const second = await openS3Files(settingsOf(store, cacheFolder));
    expect(await readdir(`${cacheFolder}/processes`)).toEqual(['elsewhere@2147483646@x']);
    await second.close();
    await rm(cacheFolder, { recursive: true });
  });
});
