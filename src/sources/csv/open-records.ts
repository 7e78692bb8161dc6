import { createGunzip } from 'node:zlib';
import { type CsvDialect, type CutRecord, createCutter } from '../../csv/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { ListedFile } from '../files/listed-file.ts';
import { openSnapshot, type Snapshot } from '../files/snapshot.ts';
import { type BadBytes, decoderOf } from './decode-bytes.ts';
import type { CsvFile } from './list-files.ts';

/** A record and the bytes that it lies in; `bad` is what of it is no text in the file's encoding. Good until the next one. */
export type TakeRecord = (record: CutRecord, bytes: Buffer, bad: BadBytes | null) => boolean;

/** The records of a file, in its order, with bounded memory. */
export interface RecordStream {
  /** Gives records to `take` until it says false or what was read is used up. False: there are no more. A record that was not taken comes again. */
  next(take: TakeRecord): Promise<boolean>;
  /** Rejects with `source-changed` if the file is not as it was listed. */
  verify(): Promise<void>;
  close(): Promise<void>;
}

const chunkBytes = 1 << 20;

/** A record with more bytes is none: a quote that is never closed would take in the rest of the file. */
const mostBytes = 16 << 20;

/** Opens a file of which the dialect is known. Rejects with `csv-encoding-other`, `csv-record-too-long`, and those of snapshots. */
export async function openRecords(
  source: string,
  file: CsvFile,
  dialect: CsvDialect,
  { comment = '', skipLines = 0 }: { readonly comment?: string; readonly skipLines?: number },
): Promise<RecordStream> {
  const snapshot = await openSnapshot(source, file);
  const chunks = chunksOf(source, file, snapshot);
  const decode = decoderOf(dialect.encoding);
  const cutter = createCutter(dialect, comment);
  let work = Buffer.allocUnsafe(2 * chunkBytes);
  let [from, to] = [0, 0];
  let bad: BadBytes[] = [];
  let isFirst = true;
  let isLast = false;
  let toSkip = skipLines;

  const append = (bytes: Buffer) => {
    const room = to - from + bytes.length;
    if (room > work.length || to + bytes.length > work.length) {
      const larger = room > work.length ? Buffer.allocUnsafe(Math.max(room, work.length * 2)) : work;
      work.copy(larger, 0, from, to);
      bad = bad.map((each) => ({ ...each, at: each.at - from }));
      work = larger;
      to -= from;
      from = 0;
    }
    bytes.copy(work, to);
    to += bytes.length;
  };

  const more = async () => {
    const { done, value } = await chunks.next();
    isLast = done === true;
    let bytes = value ?? Buffer.alloc(0);
    if (isFirst && !isLast) {
      isFirst = false;
      bytes = bytes.subarray(byteOrderMark(source, file, dialect, bytes));
    }
    const decoded = decode(bytes, isLast);
    const kept = to - from;
    append(decoded.utf8);
    for (const each of decoded.bad) bad.push({ ...each, at: from + kept + each.at });
  };

  return {
    async next(take) {
      for (;;) {
        if (toSkip > 0) {
          const next = cutter.skip(work, from, to, isLast, toSkip);
          if (next !== null) {
            from = next;
            toSkip = 0;
          }
        }
        if (toSkip === 0) {
          let stopped = false;
          let given = 0;
          from = cutter.cut(work, from, to, isLast, (record) => {
            while (bad.length > 0 && bad[0]!.at < record.start) bad.shift();
            const [first] = bad;
            const taken = take(record, work, first !== undefined && first.at < record.end ? first : null);
            stopped = !taken;
            given++;
            return taken;
          });
          if (stopped) return true;
          if (isLast) return false;
          if (given === 0 && to - from > mostBytes)
            throw new DiagnosticError(
              diagnose('csv-record-too-long', {
                source,
                relation: file.relation,
                path: file.shown,
                line: cutter.line(),
                megabytes: mostBytes >> 20,
              }),
            );
          if (given > 0) {
            await more();
            return true;
          }
        }
        await more();
      }
    },
    verify: () => snapshot.verify(),
    close: async () => {
      await chunks.return(undefined);
      await snapshot.close();
    },
  };
}

/** The bytes of a file, unpacked where it is packed. */
export async function* chunksOf(
  source: string,
  file: ListedFile,
  snapshot: Snapshot,
): AsyncGenerator<Buffer, undefined> {
  const raw = rawChunks(snapshot);
  if (!/\.gz$/i.test(file.path)) {
    yield* raw;
    return;
  }
  try {
    const { Readable } = await import('node:stream');
    const unpacked = Readable.from(raw).on('error', (error) => gunzip.destroy(error));
    const gunzip = createGunzip();
    for await (const chunk of unpacked.pipe(gunzip)) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    const problem = error instanceof Error ? error.message : String(error);
    const place = { source, relation: file.relation, path: file.path };
    throw new DiagnosticError(diagnose('source-file-damaged', { ...place, problem, kind: 'gzip' }), 1, error);
  }
}

async function* rawChunks(snapshot: Snapshot): AsyncGenerator<Buffer, undefined> {
  for (let position = 0; ; ) {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    const read = await snapshot.read(chunk, position);
    if (read === 0) return;
    position += read;
    yield chunk.subarray(0, read);
  }
}

/** How many bytes the mark has. A mark of another encoding than the dialect's says that every letter would be read wrongly. */
function byteOrderMark(source: string, file: CsvFile, { encoding }: CsvDialect, bytes: Buffer): number {
  const mark = markOf(bytes);
  if (mark === null) return 0;
  if (mark.encoding === encoding) return mark.length;
  // In another encoding the two bytes may be letters, but hardly the first ones of a file.
  throw new DiagnosticError(
    diagnose('csv-encoding-other', {
      source,
      relation: file.relation,
      path: file.shown,
      found: mark.encoding,
      expected: encoding,
    }),
  );
}

/** The byte order mark at the beginning of a file. */
export function markOf(
  bytes: Uint8Array,
): { readonly encoding: CsvDialect['encoding']; readonly length: number } | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', length: 2 };
  return null;
}
