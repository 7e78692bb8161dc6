import type { Store } from './client.ts';
import { type Location, prefixOf } from './location.ts';
import { listObjects } from './objects.ts';

const batch = 1000;

/** Removes an object; one that is not there is no failure. */
export async function removeObject(store: Store, { bucket, key }: Location): Promise<void> {
  const { DeleteObjectCommand } = store.commands;
  await store.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
}

/** Removes all that lies below a folder, as listed now. */
export async function removeTree(store: Store, folder: Location): Promise<void> {
  const { DeleteObjectsCommand } = store.commands;
  const prefix = prefixOf(folder);
  const keys = (await listObjects(store, folder, true)).map(({ name }) => `${prefix}${name}`);
  for (let at = 0; at < keys.length; at += batch) {
    const answer = await store.client.send(
      new DeleteObjectsCommand({
        Bucket: folder.bucket,
        Delete: { Quiet: true, Objects: keys.slice(at, at + batch).map((Key) => ({ Key })) },
      }),
    );
    const [failed] = answer.Errors ?? [];
    if (failed !== undefined) {
      throw Object.assign(new Error(failed.Message ?? failed.Code), {
        name: failed.Code,
        $metadata: answer.$metadata.httpStatusCode === 200 ? { httpStatusCode: 403 } : answer.$metadata,
      });
    }
  }
}
