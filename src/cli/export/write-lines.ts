import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { byteOrderMark, encoderOf, lineEnds, NotEncodable } from '../../csv/write/index.ts';
import { fileFailure } from '../../files/index.ts';
import type { Export } from '../../project/index.ts';

/** Memory for text at one time; a line may be longer. */
const chunkBytes = 4 * 1024 * 1024;

export interface WrittenFile {
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/**
 * Writes lines, UTF-8 with their ends, after a header to a new file, in the export's encoding, and makes it durable. null: a letter is not in the encoding; the
 * file is then half.
 */
export async function writeLines(
  lines: string,
  header: string | null,
  one: Export,
  to: string,
): Promise<WrittenFile | null> {
  const { dialect, unencodable } = one.rules;
  const encode = encoderOf(dialect.encoding, unencodable);
  // Bytes that are the same in both are not made into letters and back.
  const keepsUtf8 = dialect.encoding === 'utf-8';
  const keepsAscii = dialect.encoding !== 'utf-16le' && dialect.encoding !== 'utf-16be';
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(to, 'wx');
  const write = async (piece: Uint8Array) => {
    hash.update(piece);
    bytes += piece.length;
    await file.writeFile(piece);
  };
  try {
    const first = `${dialect.bom ? byteOrderMark : ''}${header === null ? '' : header + lineEnds[dialect.lineEnd]}`;
    if (first !== '')
      await write(dialect.bom && keepsAscii && !keepsUtf8 ? encode(first.slice(1)) : encode(first));
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    let text = '';
    for await (const chunk of createReadStream(lines, { highWaterMark: chunkBytes })) {
      const piece = chunk as Buffer;
      if (keepsUtf8) {
        await write(piece);
        continue;
      }
      text = decoder.decode(piece, { stream: true });
      if (text !== '') await write(encode(text));
    }
    await file.sync();
  } catch (error) {
    if (error instanceof NotEncodable) return null;
    throw fileFailure(error, 'write', to);
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Bytes and checksum of a file that is there; null where there is none. */
export async function readChecksum(path: string): Promise<WrittenFile | null> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fileFailure(error, 'read', path);
  }
  return { bytes, sha256: hash.digest('hex') };
}
