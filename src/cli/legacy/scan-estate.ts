import type { Dialect, ReadSource } from '../../triage/index.ts';
import { type Grammars, loadGrammars } from '../../triage/sql/index.ts';
import { freshParser } from './fresh-parser.ts';
import type { EstateFile } from './list-estate.ts';
import { openEstate } from './open-estate.ts';
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
  const places = new Map(files.map(({ file }, index) => [file, index]));
  for await (const piece of openEstate(files)) {
    signal.throwIfAborted();
    const { file, bytes, hash, key, known: whole } = piece;
    const source = { file, format: formatOf(file, piece.dbt, bytes), bytes: bytes.length, hash };
    if (whole !== null || source.format === 'unknown') {
      read.push({ source, objects: whole === null ? [] : [whole] });
      continue;
    }
    const dialect = dialectOf(file);
    const before = known.get(file);
    // A file in an archive has no place of its own.
    const done = () => onFile((places.get(file) ?? 0) + 1);
    if (before?.hash === key && before.dialect === dialect) {
      unchanged++;
      read.push({ source, objects: before.objects });
      remembered.push(before);
      done();
      continue;
    }
    grammars ??= await loadGrammars();
    const objects = readEstateFile(piece, dialect, grammars);
    read.push({ source, objects });
    remembered.push({ file, hash: key, dialect, objects });
    if (objects.some(({ notes }) => notes.some(({ code }) => code === 'parser-crashed')))
      grammars = await loadGrammars(await freshParser());
    done();
  }
  return { read, remembered, unchanged };
}
