import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { fileFailure } from '../../files/index.ts';

/** What a log is known by: its content, packed or not, whatever its name. */
export interface LogDigest {
  /** Of the content; of a packed file, unpacked. */
  readonly bytes: number;
  /** SHA-256 of the content. */
  readonly hash: string;
  /** Bytes that the file had: it may be written to while it is read. */
  readonly stored: number;
  /** SHA-256 of the content's first bytes, by their number: of the `sizes` that were asked for and that it has. */
  readonly beginnings: ReadonlyMap<number, string>;
}

/** Reads a log once, to tell it from those that were imported. `sizes`: lengths of beginnings. Rejects as files do. */
export async function digestLog(path: string, sizes: readonly number[]): Promise<LogDigest> {
  const waiting = [...new Set(sizes)].sort((a, b) => a - b);
  const beginnings = new Map<number, string>();
  const hash = createHash('sha256');
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  let stored = 0;
  file.on('data', (chunk) => {
    stored += chunk.length;
  });
  const unpacked = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => unpacked.destroy(error));
  let bytes = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      let from = 0;
      for (let next = waiting[0]; next !== undefined && next <= bytes + chunk.length; next = waiting[0]) {
        hash.update(chunk.subarray(from, next - bytes));
        from = next - bytes;
        beginnings.set(next, hash.copy().digest('hex'));
        waiting.shift();
      }
      hash.update(chunk.subarray(from));
      bytes += chunk.length;
    }
  } catch (error) {
    // A packed file that was cut off: what could be unpacked counts.
    if (!/^Z_/.test((error as NodeJS.ErrnoException).code ?? '')) throw fileFailure(error, 'read', path);
  }
  return { bytes, hash: hash.digest('hex'), stored, beginnings };
}
