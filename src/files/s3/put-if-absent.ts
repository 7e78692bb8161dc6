import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Store } from './client.ts';
import { isMissing, statusOf, wasRepeated } from './failure.ts';
import type { Location } from './location.ts';
import { readObject } from './objects.ts';

/** How often S3 may say that another put of the same name was under way before that counts as a failure. */
const conflicts = 20;

/**
 * Puts the object if there is none of that name: one request with `If-None-Match: *`, which the store decides. Says whether this put made it. An answer that was lost leaves that open: then
 * the object is read back, and if it has this content (which holds a token where it decides anything) this put made it.
 */
export async function putObjectIfAbsent(store: Store, at: Location, content: Uint8Array): Promise<boolean> {
  const { PutObjectCommand } = store.commands;
  let open = false;
  for (let conflict = 1; ; conflict++) {
    try {
      await store.client.send(
        new PutObjectCommand({ Bucket: at.bucket, Key: at.key, Body: content, IfNoneMatch: '*' }),
      );
      return true;
    } catch (error) {
      const status = statusOf(error);
      open ||= wasRepeated(error);
      if (status === 412) return open && (await holds(store, at, content)) === true;
      // Puts of one name that overlap: nobody has won yet, or the winner is about to.
      if (status === 409 && conflict < conflicts) {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * conflict));
        continue;
      }
      if (status !== null && status < 500) throw error;
      const held = await holds(store, at, content).catch(() => null);
      if (held !== null) return held;
      throw error;
    }
  }
}

/** Whether the object's content is this; null where there is no object. */
async function holds(store: Store, at: Location, content: Uint8Array): Promise<boolean | null> {
  try {
    return Buffer.compare(await readObject(store, at), content) === 0;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/**
 * Asks once whether the store refuses to put a name twice, with an object that was just put: a store that does overwrites it with what it holds. One that does must hold no lake: rejects with
 * `storage-not-exclusive`.
 */
export async function checkExclusive(store: Store, at: Location, content: Uint8Array): Promise<void> {
  const { PutObjectCommand } = store.commands;
  try {
    await store.client.send(
      new PutObjectCommand({ Bucket: at.bucket, Key: at.key, Body: content, IfNoneMatch: '*' }),
    );
  } catch (error) {
    const status = statusOf(error);
    if (status === 412 || status === 409) return;
    throw error;
  }
  throw new DiagnosticError(diagnose('storage-not-exclusive', { endpoint: store.name, bucket: at.bucket }));
}
