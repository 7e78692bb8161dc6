import { open } from 'node:fs/promises';
import { csvEncodingOf } from '../../csv/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { fileFailure } from '../../files/index.ts';
import { decoderOf, markOf, otherEncoding, surveyEncoding } from '../../sources/index.ts';

const chunkBytes = 4 * 1024 * 1024;
const lineFeed = 0x0a;

/**
 * The encoding of a file, from all its bytes: by its byte order mark, else UTF-8 where all of it is, else Windows-1252. Rejects with `compare-csv-two-encodings` where some lines are UTF-8 and
 * others are not, and where `given` is UTF-8 and a line is not.
 */
export async function findEncoding(path: string, given: string | null): Promise<string> {
  if (given !== null && csvEncodingOf(given) === null && !isKnown(given))
    throw new DiagnosticError(
      diagnose('argument-invalid', {
        argument: 'encoding',
        problem: `\`${given}\` is not known`,
        hint: 'Give a name of the WHATWG encoding standard, e.g. utf-8, windows-1252, iso-8859-15, utf-16le.',
      }),
    );
  const named = given === null ? null : (csvEncodingOf(given) ?? new TextDecoder(given).encoding);
  if (named !== null && named !== 'utf-8') return named;
  const { mark, utf8Line, otherLine } = await surveyEncoding(chunks(path));
  if (mark === 'utf-16le' || mark === 'utf-16be') return mark;
  if (otherLine === null) return 'utf-8';
  if (named === 'utf-8')
    throw new DiagnosticError(diagnose('compare-csv-encoding', { path, line: otherLine, encoding: 'UTF-8' }));
  if (utf8Line !== null)
    throw new DiagnosticError(diagnose('compare-csv-two-encodings', { path, utf8Line, otherLine }));
  return otherEncoding;
}

/** Writes the file anew in UTF-8. Rejects with `compare-csv-encoding` where bytes are no letters of the encoding. */
export async function decodeFile(path: string, encoding: string, into: string): Promise<void> {
  const known = csvEncodingOf(encoding);
  const target = await open(into, 'w');
  try {
    if (known === null) {
      const decoder = new TextDecoder(encoding);
      for await (const bytes of chunks(path)) await target.write(decoder.decode(bytes, { stream: true }));
      await target.write(decoder.decode());
      return;
    }
    // The decoder of Node takes Windows-1252 for ISO 8859-1.
    const decode = decoderOf(known);
    let line = 1;
    const write = async (bytes: Buffer, isLast: boolean) => {
      const { utf8, bad } = decode(bytes, isLast);
      const [first] = bad;
      if (first !== undefined)
        throw new DiagnosticError(
          diagnose('compare-csv-encoding', {
            path,
            line: line + countLines(utf8.subarray(0, first.at)),
            encoding,
          }),
        );
      line += countLines(utf8);
      await target.write(utf8);
    };
    let isFirst = true;
    for await (const bytes of chunks(path)) {
      await write(isFirst ? bytes.subarray(markOf(bytes)?.length ?? 0) : bytes, false);
      isFirst = false;
    }
    await write(Buffer.alloc(0), true);
  } finally {
    await target.close();
  }
}

/** The beginning of a file as text, whole lines of it where there are any. */
export async function beginningOf(path: string, bytes = 256 * 1024): Promise<string> {
  const file = await opened(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    const read = buffer.subarray(0, bytesRead);
    const end = read.lastIndexOf(lineFeed);
    return new TextDecoder('utf-8').decode(end < 0 || bytesRead < bytes ? read : read.subarray(0, end + 1));
  } finally {
    await file.close();
  }
}

function isKnown(encoding: string): boolean {
  try {
    new TextDecoder(encoding);
    return true;
  } catch {
    return false;
  }
}

async function* chunks(path: string): AsyncIterable<Buffer> {
  const file = await opened(path);
  try {
    for (;;) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function countLines(lines: Buffer): number {
  let count = 0;
  for (let at = lines.indexOf(lineFeed); at >= 0; at = lines.indexOf(lineFeed, at + 1)) count++;
  return count;
}

async function opened(path: string) {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw fileFailure(error, 'read', path);
  }
}
