import type { Store } from './client.ts';
import { statusOf } from './failure.ts';
import type { Location } from './location.ts';
import { inParts } from './multipart.ts';
import type { ObjectInfo } from './objects.ts';

/**
 * Copies an object within the store: its bytes never come here. `info` is that of `from`. Overwrites nothing where the store can tell (`If-None-Match` on a copy), but for a copy onto itself, which makes
 * the object new. Gives the tag of the copy. Rejects with the store's error: 412 where `to` is taken.
 */
export async function copyObject(
  store: Store,
  from: Location,
  to: Location,
  info: ObjectInfo,
): Promise<string> {
  const source = `${from.bucket}/${from.key.split('/').map(encodeURIComponent).join('/')}`;
  const onto = from.bucket === to.bucket && from.key === to.key;
  if (info.size > store.tuning.copySize) return copyInParts(store, source, to, info, onto);
  const { CopyObjectCommand } = store.commands;
  const request = { Bucket: to.bucket, Key: to.key, CopySource: source };
  const send = async (more: object) =>
    (await store.client.send(new CopyObjectCommand({ ...request, ...more }))).CopyObjectResult?.ETag ?? '';
  // S3 copies an object onto itself only where something about it changes.
  if (onto) return send({ MetadataDirective: 'REPLACE', Metadata: { touched: new Date().toISOString() } });
  try {
    return await send({ IfNoneMatch: '*' });
  } catch (error) {
    if (statusOf(error) !== 501) throw error;
    // A store that does not know the header on copies. Names of data files are never used again, so nothing is lost by that.
    return send({});
  }
}

function copyInParts(
  store: Store,
  source: string,
  to: Location,
  { size, tag }: ObjectInfo,
  onto: boolean,
): Promise<string> {
  const { UploadPartCopyCommand } = store.commands;
  const { copySize } = store.tuning;
  return inParts(store, to, Math.ceil(size / copySize), !onto, async (upload, number) => {
    const start = (number - 1) * copySize;
    const answer = await store.client.send(
      new UploadPartCopyCommand({
        ...upload,
        PartNumber: number,
        CopySource: source,
        CopySourceIfMatch: tag,
        CopySourceRange: `bytes=${start}-${Math.min(start + copySize, size) - 1}`,
      }),
    );
    return answer.CopyPartResult?.ETag;
  });
}
