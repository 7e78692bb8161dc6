import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { RecordedSide } from '../../compare/parity/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { fileFailure } from '../../files/index.ts';
import type { FileInfo, Files } from '../../ports/index.ts';

/** A file's bytes in pieces. */
export async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  const attempt = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw fileFailure(error, 'read', path);
    }
  };
  const file = await attempt(open(path, 'r'));
  try {
    for (;;) {
      const { buffer, bytesRead } = await attempt(file.read(Buffer.allocUnsafe(1 << 20), 0, 1 << 20));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Which bytes these files are, for the ledger. Rejects with `compare-file-changed` where one is not any more what `files` says: then these are not the bytes that were compared. */
export async function digestFiles(files: Files, infos: readonly FileInfo[]): Promise<RecordedSide['files']> {
  const digests: RecordedSide['files'] = [];
  for (const { name: path, size, modified } of infos) {
    const hash = createHash('sha256');
    for await (const bytes of bytesOf(path)) hash.update(bytes);
    const now = await files.stat(path);
    if (now?.size !== size || now.modified !== modified)
      throw new DiagnosticError(diagnose('compare-file-changed', { path }));
    digests.push({ path, size, modified: new Date(modified).toISOString(), sha256: hash.digest('hex') });
  }
  return digests;
}
