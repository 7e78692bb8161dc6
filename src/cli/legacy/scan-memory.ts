import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Dialect, LegacyObject } from '../../triage/index.ts';
import { lodeVersion } from '../../version.ts';
import type { RememberedBinding } from './bind-inventory.ts';

/** What a file gave when it was last read: taken again as long as file, dialect and reader are the same. */
export interface RememberedFile {
  readonly file: string;
  readonly hash: string;
  readonly dialect: Dialect | null;
  readonly objects: readonly LegacyObject[];
}

export interface ScanMemory {
  readonly files: ReadonlyMap<string, RememberedFile>;
  /** Null: nothing was bound. */
  readonly binding: RememberedBinding | null;
}

/** Where a scan is remembered: one for each inventory, named for it. */
export function scanMemoryOf(folder: string, inventory: string): string {
  const mark = createHash('sha256').update(inventory).digest('hex').slice(0, 8);
  return resolve(folder, '.lode/scans', `${basename(inventory, '.json')}-${mark}.ndjson`);
}

export const noMemory: ScanMemory = { files: new Map(), binding: null };

/** Raised whenever a reader gives other objects for the same text, or the translator binds others. */
const readerVersion = `${lodeVersion} 11`;

/** What an earlier scan remembered; nothing where there is nothing of use. It is a convenience: whatever is wrong with it, the files are read. */
export async function recallScan(path: string): Promise<ScanMemory> {
  const files = new Map<string, RememberedFile>();
  let binding: RememberedBinding | null = null;
  let number = 0;
  try {
    for await (const line of createInterface({
      input: createReadStream(path, 'utf8'),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      number++;
      if (number === 1) {
        if (line !== JSON.stringify({ reader: readerVersion })) return noMemory;
      } else if (number === 2) binding = (JSON.parse(line) as Pick<ScanMemory, 'binding'>).binding;
      else if (number > 3) {
        const entry = JSON.parse(line) as RememberedFile;
        files.set(entry.file, entry);
      }
    }
  } catch {
    return noMemory;
  }
  return { files, binding };
}

/** The folder that the files of a scan are named in; null: nobody knows. */
export async function recallBase(path: string): Promise<string | null> {
  try {
    let number = 0;
    for await (const line of createInterface({ input: createReadStream(path, 'utf8') }))
      if (++number === 3) return (JSON.parse(line) as { base: string | null }).base;
  } catch {
    // As with all that is remembered: without it, it is looked for elsewhere.
  }
  return null;
}

/** `base`: the folder that the files are named in. */
export async function rememberScan(
  path: string,
  files: readonly RememberedFile[],
  binding: RememberedBinding | null,
  base: string | null,
): Promise<void> {
  await writeLines(path, function* lines() {
    yield `${JSON.stringify({ reader: readerVersion })}\n`;
    yield `${JSON.stringify({ binding })}\n`;
    yield `${JSON.stringify({ base })}\n`;
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
