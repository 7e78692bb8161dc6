import type { DuckDBVector } from '@duckdb/node-api';
import { bytesReader } from '../read-bytes.ts';

/**
 * The texts of a vector of VARCHAR by row, null for NULL. Mostly all are one constant, which is then read once: the cells of a constant are alike byte for byte.
 */
export function constantText(vector: DuckDBVector, rows: number): (row: number) => string | null {
  const { dataView, validity } = vector as unknown as {
    readonly dataView: DataView;
    readonly validity: { readonly data: unknown };
  };
  const bytesAt = bytesReader(vector);
  const read = (row: number): string | null => {
    const bytes = bytesAt(row);
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  };
  const cells = new Uint32Array(dataView.buffer, dataView.byteOffset, rows * 4);
  let isConstant = validity.data === null;
  for (let at = 4; isConstant && at < cells.length; at++) isConstant = cells[at] === cells[at & 3];
  if (!isConstant) return read;
  const first = read(0);
  return () => first;
}
