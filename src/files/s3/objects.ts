import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileInfo } from '../../ports/index.ts';
import type { Store } from './client.ts';
import { isMissing, statusOf } from './failure.ts';
import { type Location, prefixOf } from './location.ts';

/** An object without its content. `tag` changes with the content (an ETag). */
export interface ObjectInfo {
  readonly size: number;
  readonly modified: number;
  readonly tag: string;
}

/** null where there is no such object. */
export async function headObject(store: Store, { bucket, key }: Location): Promise<ObjectInfo | null> {
  const { HeadObjectCommand } = store.commands;
  try {
    const found = await store.client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return {
      size: found.ContentLength ?? 0,
      modified: found.LastModified?.getTime() ?? 0,
      tag: found.ETag ?? '',
    };
  } catch (error) {
    if (isMissing(error)) return null;
    // An answer to HEAD has no body that says why: a reading that fails does.
    if (statusOf(error) === 403 || statusOf(error) === 400) await readFirstByte(store, { bucket, key });
    throw error;
  }
}

async function readFirstByte(store: Store, { bucket, key }: Location): Promise<void> {
  const { GetObjectCommand } = store.commands;
  const answer = await store.client.send(
    new GetObjectCommand({ Bucket: bucket, Key: key, Range: 'bytes=0-0' }),
  );
  await answer.Body?.transformToByteArray();
}

/** Whether any key lies below the folder. */
export async function isFolder(store: Store, location: Location): Promise<boolean> {
  const { ListObjectsV2Command } = store.commands;
  const page = await store.client.send(
    new ListObjectsV2Command({ Bucket: location.bucket, Prefix: prefixOf(location), MaxKeys: 1 }),
  );
  return (page.KeyCount ?? page.Contents?.length ?? 0) > 0;
}

/** What lies in a folder, or (`deep`) anywhere below it, page by page. Names are below the folder; not sorted. */
export async function listObjects(store: Store, location: Location, deep: boolean): Promise<FileInfo[]> {
  const { ListObjectsV2Command } = store.commands;
  const prefix = prefixOf(location);
  const found: FileInfo[] = [];
  let token: string | undefined;
  do {
    const page = await store.client.send(
      new ListObjectsV2Command({
        Bucket: location.bucket,
        Prefix: prefix,
        ...(deep ? {} : { Delimiter: '/' }),
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    for (const { Prefix = '' } of page.CommonPrefixes ?? []) {
      found.push({ name: Prefix.slice(prefix.length, -1), size: 0, modified: 0, isFolder: true });
    }
    for (const { Key = '', Size = 0, LastModified, ETag } of page.Contents ?? []) {
      // Some tools keep an empty object for a folder.
      if (Key === prefix || Key.endsWith('/')) continue;
      const tag = ETag === undefined ? {} : { tag: ETag };
      found.push({
        name: Key.slice(prefix.length),
        size: Size,
        modified: LastModified?.getTime() ?? 0,
        isFolder: false,
        ...tag,
      });
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
  return found;
}

/** The object's bytes. A connection that breaks in the middle of an answer is no failure yet. */
export async function readObject(store: Store, { bucket, key }: Location): Promise<Uint8Array> {
  const { GetObjectCommand } = store.commands;
  return again(store, async () => {
    const answer = await store.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const bytes = await answer.Body!.transformToByteArray();
    if (answer.ContentLength !== undefined && bytes.length !== answer.ContentLength)
      throw cutShort(bytes.length);
    return bytes;
  });
}

/** Downloads the object into a new local file and syncs it; null where it still is what `unless` (a tag) says. */
export async function downloadObject(
  store: Store,
  { bucket, key }: Location,
  to: string,
  unless: string | null,
): Promise<{ readonly size: number; readonly tag: string } | null> {
  const { GetObjectCommand } = store.commands;
  const request = { Bucket: bucket, Key: key, ...(unless === null ? {} : { IfNoneMatch: unless }) };
  return again(store, async () => {
    try {
      const answer = await store.client.send(new GetObjectCommand(request));
      const file = createWriteStream(to, { flags: 'wx', flush: true });
      await pipeline(answer.Body as Readable, file);
      if (answer.ContentLength !== undefined && file.bytesWritten !== answer.ContentLength) {
        throw cutShort(file.bytesWritten);
      }
      return { size: file.bytesWritten, tag: answer.ETag ?? '' };
    } catch (error) {
      if (statusOf(error) === 304) return null;
      await rm(to, { force: true });
      throw error;
    }
  });
}

/** The SDK tries a request again until its answer begins; from there on it is for us. */
async function again<T>(store: Store, run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= store.tuning.attempts || !brokeOff(error)) throw error;
    }
  }
}

class CutShort extends Error {}

function cutShort(bytes: number): CutShort {
  return new CutShort(`the answer ended after ${bytes} bytes`);
}

function brokeOff(error: unknown): boolean {
  if (error instanceof CutShort) return true;
  const { code, $metadata } = error as { code?: unknown; $metadata?: unknown };
  const broken = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNABORTED'];
  return $metadata === undefined && broken.includes(String(code));
}

/** A part of a local file. */
export async function readPart(path: string, start: number, length: number): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  if (length === 0) return new Uint8Array();
  for await (const part of createReadStream(path, { start, end: start + length - 1 }))
    parts.push(part as Buffer);
  return Buffer.concat(parts);
}
