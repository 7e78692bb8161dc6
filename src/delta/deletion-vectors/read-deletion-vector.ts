import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Files } from '../../ports/index.ts';
import { type DeletionVector, resolvePath } from '../actions/index.ts';
import { crc32 } from './crc32.ts';
import { decodeRoaring } from './roaring.ts';
import { decodeZ85 } from './z85.ts';

/** Little-endian, at the head of every vector: "RoaringBitmapArray in the portable form". */
export const portableMagic = 1681511377;

/** The rows of a data file that a deletion vector takes away, ascending, counted from 0; rejects with `delta-deletion-vector-malformed`. `cache` holds files that several vectors share. */
export async function readDeletionVector(
  files: Files,
  table: string,
  vector: DeletionVector,
  cache: Map<string, Uint8Array> = new Map(),
): Promise<number[]> {
  const place = vector.storageType === 'i' ? 'an inline vector' : deletionVectorPath(table, vector);
  try {
    const data =
      vector.storageType === 'i' ? inlineData(vector) : await storedData(files, table, place, vector, cache);
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    if (view.getUint32(0, true) !== portableMagic) throw new RangeError('its magic number is another');
    const rows = decodeRoaring(data, 4);
    if (BigInt(rows.length) !== BigInt(vector.cardinality)) {
      throw new RangeError(`it holds ${rows.length} rows, and the log says ${vector.cardinality}`);
    }
    return rows;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DiagnosticError(
      diagnose('delta-deletion-vector-malformed', { place, reason: error.message }),
      1,
      error,
    );
  }
}

/** The file that a vector with storage `u` or `p` lies in. */
export function deletionVectorPath(table: string, vector: DeletionVector): string {
  if (vector.storageType === 'p') return resolvePath(table, vector.pathOrInlineDv);
  if (vector.storageType !== 'u') throw new RangeError(`unknown storage type ${vector.storageType}`);
  // The last twenty characters are the uuid; what stands before them is a folder.
  const encoded = vector.pathOrInlineDv;
  if (encoded.length < 20) throw new RangeError('its uuid is too short');
  const prefix = encoded.slice(0, -20);
  const hex = [...decodeZ85(encoded.slice(-20))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const uuid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  return `${table}/${prefix === '' ? '' : `${prefix}/`}deletion_vector_${uuid}.bin`;
}

function inlineData(vector: DeletionVector): Uint8Array {
  return decodeZ85(vector.pathOrInlineDv).subarray(0, vector.sizeInBytes);
}

async function storedData(
  files: Files,
  table: string,
  path: string,
  vector: DeletionVector,
  cache: Map<string, Uint8Array>,
): Promise<Uint8Array> {
  let file = cache.get(path);
  if (file === undefined) {
    file = await files.read(path).catch((error: unknown) => {
      if (error instanceof DiagnosticError && error.diagnostics[0]?.code === 'file-missing') {
        throw new DiagnosticError(diagnose('delta-files-missing', { table, files: [path] }), 1, error);
      }
      throw error;
    });
    cache.set(path, file);
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.getUint8(0) !== 1) throw new RangeError(`its format version is ${view.getUint8(0)}`);
  const start = vector.offset ?? 1;
  const size = view.getUint32(start);
  if (size !== vector.sizeInBytes) throw new RangeError('its size is not what the log says');
  const data = file.subarray(start + 4, start + 4 + size);
  if (data.length !== size) throw new RangeError('the file ends before it');
  if (view.getUint32(start + 4 + size) !== crc32(data)) throw new RangeError('its checksum is wrong');
  return data;
}
