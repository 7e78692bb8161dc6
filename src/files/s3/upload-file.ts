import { stat } from 'node:fs/promises';
import type { Store } from './client.ts';
import { statusOf, wasRepeated } from './failure.ts';
import type { Location } from './location.ts';
import { inParts } from './multipart.ts';
import { headObject, type ObjectInfo, readPart } from './objects.ts';

/**
 * Uploads a local file under a name that nobody has: in one request, or in parts where it is large, a few of them in memory at a time. Rejects with the store's 412 where the name is
 * taken by something else.
 */
export async function uploadFile(store: Store, from: string, to: Location): Promise<ObjectInfo> {
  const { size } = await stat(from);
  try {
    return { size, modified: Date.now(), tag: await send(store, from, to, size) };
  } catch (error) {
    // An answer that was lost: it was this upload that took the name. Data files are named by chance, and nobody else knows theirs.
    const lost = wasRepeated(error) && [404, 412].includes(statusOf(error) ?? 0);
    const found = lost ? await headObject(store, to) : null;
    if (found?.size === size) return found;
    throw error;
  }
}

async function send(store: Store, from: string, to: Location, size: number): Promise<string> {
  const { PutObjectCommand, UploadPartCommand } = store.commands;
  const { partSize } = store.tuning;
  if (size <= partSize) {
    const body = await readPart(from, 0, size);
    const put = { Bucket: to.bucket, Key: to.key, Body: body, IfNoneMatch: '*' };
    return (await store.client.send(new PutObjectCommand(put))).ETag ?? '';
  }
  // S3 takes 10,000 parts.
  const part = Math.max(partSize, Math.ceil(size / 10_000));
  return inParts(store, to, Math.ceil(size / part), true, async (upload, number) => {
    const start = (number - 1) * part;
    const body = await readPart(from, start, Math.min(part, size - start));
    return (await store.client.send(new UploadPartCommand({ ...upload, PartNumber: number, Body: body })))
      .ETag;
  });
}
