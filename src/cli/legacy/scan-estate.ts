import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Dialect, ReadSource } from '../../triage/index.ts';
import { type Grammars, loadGrammars } from '../../triage/sql/index.ts';
import { freshParser } from './fresh-parser.ts';
import type { EstateFile } from './list-estate.ts';
import { formatOf, readEstateFile } from './read-estate-file.ts';
import type { RememberedFile } from './scan-memory.ts';

export interface EstateReading {
  readonly read: readonly ReadSource[];
  readonly remembered: readonly RememberedFile[];
  /** Files that were taken from what an earlier scan remembered. */
  readonly unchanged: number;
}

/**
 * Reads the files one after the other; a file of an unchanged hash is taken from `known`. A grammar that breaks on a text is loaded anew, and the text is read by its words. `onFile` is
 * told of each file that is done.
 */
export async function scanEstate(
  files: readonly EstateFile[],
  dialectOf: (file: string) => Dialect | null,
  known: ReadonlyMap<string, RememberedFile>,
  onFile: (done: number) => void,
  signal: AbortSignal,
): Promise<EstateReading> {
  const read: ReadSource[] = [];
  const remembered: RememberedFile[] = [];
  let unchanged = 0;
  let grammars: Grammars | null = null;
  for (const [index, { path, file, bytes: size }] of files.entries()) {
    signal.throwIfAborted();
    const format = formatOf(file);
    const bytes = await readFile(path);
    const hash = createHash('sha256').update(bytes).digest('hex');
    const source = { file, format, bytes: size, hash };
    if (format === 'unknown') {
      read.push({ source, objects: [] });
      continue;
    }
    const dialect = dialectOf(file);
    const before = known.get(file);
    if (before?.hash === hash && before.dialect === dialect) {
      unchanged++;
      read.push({ source, objects: before.objects });
      remembered.push(before);
      onFile(index + 1);
      continue;
    }
    grammars ??= await loadGrammars();
    const objects = readEstateFile(bytes, file, dialect, grammars);
    read.push({ source, objects });
    remembered.push({ file, hash, dialect, objects });
    if (objects.some(({ notes }) => notes.some(({ code }) => code === 'parser-crashed')))
      grammars = await loadGrammars(await freshParser());
    onFile(index + 1);
  }
  return { read, remembered, unchanged };
}
