import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { type ListedFile, sameState } from './listed-file.ts';

/**
 * One file, held open so that a file put in its place does not matter, and checked so that one written in place is noticed.
 */
export interface Snapshot {
  readonly fd: number;
  readonly size: number;
  /** Rejects with `source-changed` if the file is not as it was listed. */
  verify(): Promise<void>;
  /** As many bytes as there are from `position`, at most the room in `into`. Rejects with `source-file-unreadable`, or `source-changed`. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** SHA-256 of the bytes, in hexadecimal; they are read once. */
  hash(): Promise<string>;
  close(): Promise<void>;
}

const hashedBytes = 1 << 20;

export async function openSnapshot(source: string, file: ListedFile): Promise<Snapshot> {
  const place = { source, relation: file.relation, path: file.path };
  const handle = await open(file.path, 'r').catch((error: unknown) => {
    const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw gone ? new DiagnosticError(diagnose('source-changed', place), 1, error) : unreadable(place, error);
  });
  const size = Number(file.state.size);
  const verify = async () => {
    if (!sameState(file.state, await handle.stat({ bigint: true })))
      throw new DiagnosticError(diagnose('source-changed', place));
  };
  const told = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      await verify();
      throw unreadable(place, error);
    }
  };
  try {
    await verify();
  } catch (error) {
    await handle.close();
    throw error;
  }
  let hashed: Promise<string> | null = null;
  return {
    fd: handle.fd,
    size,
    verify,
    read: async (into, position) => (await told(handle.read(into, 0, into.length, position))).bytesRead,
    hash() {
      hashed ??= hashBytes((start, end) => told(readRange(handle, start, end)), size).then(async (hash) => {
        await verify();
        return hash;
      });
      return hashed;
    },
    close: () => handle.close(),
  };
}

function unreadable(
  place: { source: string; relation: string; path: string },
  error: unknown,
): DiagnosticError {
  const problem = error instanceof Error ? error.message : String(error);
  return new DiagnosticError(diagnose('source-file-unreadable', { ...place, problem }), 1, error);
}

async function hashBytes(
  bytes: (start: number, end: number) => Promise<Uint8Array>,
  size: number,
): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < size; at += hashedBytes)
    hash.update(await bytes(at, Math.min(size, at + hashedBytes)));
  return hash.digest('hex');
}

async function readRange(handle: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) throw new Error('the file ends early');
    filled += bytesRead;
  }
  return bytes;
}
