import type { Files } from '../../ports/index.ts';
import type { DeletionVector } from '../actions/index.ts';
import { crc32 } from './crc32.ts';
import { portableMagic } from './read-deletion-vector.ts';
import { encodeRoaring } from './roaring.ts';
import { encodeZ85 } from './z85.ts';

/** Writes one file below `table` that holds a vector for each list of rows, and gives their descriptors in the same order. `uuid` is fresh. */
export async function writeDeletionVectors(
  files: Files,
  table: string,
  lists: readonly (readonly number[])[],
  uuid: string,
): Promise<DeletionVector[]> {
  const parts: Uint8Array[] = [Uint8Array.of(1)];
  const descriptors: DeletionVector[] = [];
  const name = encodeZ85(
    Uint8Array.from(uuid.replaceAll('-', '').match(/../g)!, (hex) => Number.parseInt(hex, 16)),
  );
  let offset = 1;
  for (const rows of lists) {
    const bitmap = encodeRoaring(rows);
    const data = new Uint8Array(4 + bitmap.length);
    new DataView(data.buffer).setUint32(0, portableMagic, true);
    data.set(bitmap, 4);
    const framed = new Uint8Array(4 + data.length + 4);
    const view = new DataView(framed.buffer);
    view.setUint32(0, data.length);
    framed.set(data, 4);
    view.setUint32(4 + data.length, crc32(data));
    parts.push(framed);
    descriptors.push({
      storageType: 'u',
      pathOrInlineDv: name,
      offset,
      sizeInBytes: data.length,
      cardinality: new Set(rows).size,
    });
    offset += framed.length;
  }
  const content = new Uint8Array(offset);
  let at = 0;
  for (const part of parts) {
    content.set(part, at);
    at += part.length;
  }
  await files.putIfAbsent(`${table}/deletion_vector_${uuid}.bin`, content);
  return descriptors;
}
