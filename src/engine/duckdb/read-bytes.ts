import type { DuckDBVector } from '@duckdb/node-api';
import { getStringBytes } from '@duckdb/node-api/lib/vectors/dataAccessors.js';

/** What every vector of the client has, though its types do not show it; the client's version is pinned exactly. */
interface RawVector {
  readonly validity: { itemValid(index: number): boolean };
}

/** A vector of VARCHAR or BLOB: `string_t`, 16 bytes an item. */
interface RawStrings extends RawVector {
  readonly dataView: DataView;
}

export function isValidAt(vector: DuckDBVector): (index: number) => boolean {
  const { validity } = vector as unknown as RawVector;
  return (index) => validity.itemValid(index);
}

/**
 * The bytes of item i of a VARCHAR or BLOB vector, null for NULL. Valid until the vector's chunk goes.
 * The client's own reader of VARCHAR decodes with a TextDecoder that drops a leading U+FEFF.
 */
export function bytesReader(vector: DuckDBVector): (index: number) => Uint8Array | null {
  const { validity, dataView } = vector as unknown as RawStrings;
  return (index) => (validity.itemValid(index) ? getStringBytes(dataView, index * 16) : null);
}
