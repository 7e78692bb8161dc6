import type { Store } from './client.ts';
import { eachOf } from './each-of.ts';
import type { Location } from './location.ts';

/** What every request of an upload in parts names. */
export interface Upload {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
}

const partsAtOnce = 4;

/**
 * Makes an object of `count` parts; `put` sends the part of a number (from 1) and gives its tag. The object is there when all are, whole, or never. Gives its tag. What was sent of one that fails is taken back as
 * far as the store can be reached; a bucket's own rule for abandoned uploads takes the rest.
 */
export async function inParts(
  store: Store,
  to: Location,
  count: number,
  unlessThere: boolean,
  put: (upload: Upload, number: number) => Promise<string | undefined>,
): Promise<string> {
  const { CreateMultipartUploadCommand, CompleteMultipartUploadCommand, AbortMultipartUploadCommand } =
    store.commands;
  const at = { Bucket: to.bucket, Key: to.key };
  const { UploadId = '' } = await store.client.send(new CreateMultipartUploadCommand(at));
  const upload = { ...at, UploadId };
  try {
    const parts = await eachOf(
      Array.from({ length: count }, (_, index) => index + 1),
      partsAtOnce,
      async (PartNumber) => ({ PartNumber, ETag: await put(upload, PartNumber) }),
    );
    const done = await store.client.send(
      new CompleteMultipartUploadCommand({
        ...upload,
        MultipartUpload: { Parts: parts },
        ...(unlessThere ? { IfNoneMatch: '*' } : {}),
      }),
    );
    return done.ETag ?? '';
  } catch (error) {
    await store.client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}
