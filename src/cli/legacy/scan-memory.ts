import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Dialect, LegacyObject } from '../../triage/index.ts';
import { lodeVersion } from '../../version.ts';

/** What a file gave when it was last read: taken again as long as file, dialect and reader are the same. */
export interface RememberedFile {
  readonly file: string;
  readonly hash: string;
  readonly dialect: Dialect | null;
  readonly objects: readonly LegacyObject[];
}

/** Raised whenever a reader gives other objects for the same text. */
const readerVersion = `${lodeVersion} 1`;

/** What an earlier scan remembered, by file; empty where there is nothing of use. It is a convenience: whatever is wrong with it, the files are read. */
export async function recallFiles(path: string): Promise<ReadonlyMap<string, RememberedFile>> {
  const found = new Map<string, RememberedFile>();
  try {
    let isFirst = true;
    for await (const line of createInterface({
      input: createReadStream(path, 'utf8'),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      if (isFirst) {
        if (line !== JSON.stringify({ reader: readerVersion })) return found;
        isFirst = false;
        continue;
      }
      const entry = JSON.parse(line) as RememberedFile;
      found.set(entry.file, entry);
    }
  } catch {
    return new Map();
  }
  return found;
}

export async function rememberFiles(path: string, files: readonly RememberedFile[]): Promise<void> {
  await writeLines(path, function* lines() {
    yield `${JSON.stringify({ reader: readerVersion })}\n`;
    for (const each of files) yield `${JSON.stringify(each)}\n`;
  });
}

/** A file written piece by piece under another name, then moved into its place. */
export async function writeLines(path: string, lines: () => Iterable<string>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  const stream = createWriteStream(temporary, 'utf8');
  const failed = once(stream, 'error').then(([error]) => Promise.reject(error));
  failed.catch(() => undefined);
  const write = async () => {
    for (const line of lines()) if (!stream.write(line)) await once(stream, 'drain');
    stream.end();
    await once(stream, 'close');
  };
  await Promise.race([write(), failed]);
  await rename(temporary, path);
}
