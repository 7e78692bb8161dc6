import { isAscii, isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { fileFailure } from '../../files/index.ts';

const chunkBytes = 4 * 1024 * 1024;
const lineFeed = 0x0a;

/** The encoding that is taken where a file is not UTF-8: what Windows wrote in Western Europe. */
const otherEncoding = 'windows-1252';

/**
 * The encoding of a file, from all its bytes: by its byte order mark, else UTF-8 where all of it is, else Windows-1252. Rejects with `compare-csv-two-encodings` where some lines are UTF-8 and
 * others are not, and where `given` is UTF-8 and a line is not.
 */
export async function findEncoding(path: string, given: string | null): Promise<string> {
  if (given !== null && !isKnown(given))
    throw new DiagnosticError(
      diagnose('argument-invalid', {
        argument: 'encoding',
        problem: `\`${given}\` is not known`,
        hint: 'Give a name of the WHATWG encoding standard, e.g. utf-8, windows-1252, iso-8859-15, utf-16le.',
      }),
    );
  const wantsUtf8 = given !== null && new TextDecoder(given).encoding === 'utf-8';
  if (given !== null && !wantsUtf8) return new TextDecoder(given).encoding;
  let utf8Line: number | null = null;
  let otherLine: number | null = null;
  let line = 1;
  let first = true;
  for await (const lines of wholeLines(path)) {
    if (first) {
      first = false;
      if (lines[0] === 0xff && lines[1] === 0xfe) return 'utf-16le';
      if (lines[0] === 0xfe && lines[1] === 0xff) return 'utf-16be';
    }
    if (isUtf8(lines)) {
      if (utf8Line === null && !isAscii(lines)) utf8Line = line + firstLine(lines, (each) => !isAscii(each));
    } else {
      if (otherLine === null) otherLine = line + firstLine(lines, (each) => !isUtf8(each));
      if (utf8Line === null) {
        const found = firstLine(lines, (each) => !isAscii(each) && isUtf8(each));
        if (found >= 0) utf8Line = line + found;
      }
      if (wantsUtf8)
        throw new DiagnosticError(
          diagnose('compare-csv-encoding', { path, line: otherLine, encoding: 'UTF-8' }),
        );
      if (utf8Line !== null) break;
    }
    line += countLines(lines);
  }
  if (utf8Line !== null && otherLine !== null)
    throw new DiagnosticError(diagnose('compare-csv-two-encodings', { path, utf8Line, otherLine }));
  return otherLine === null ? 'utf-8' : otherEncoding;
}

/** Writes the file anew in UTF-8. */
export async function decodeFile(path: string, encoding: string, into: string): Promise<void> {
  const decoder = new TextDecoder(encoding);
  const target = await open(into, 'w');
  try {
    for await (const bytes of chunks(path)) await target.write(decoder.decode(bytes, { stream: true }));
    await target.write(decoder.decode());
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

/** The bytes in pieces that end with a line: no letter is cut. */
async function* wholeLines(path: string): AsyncIterable<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of chunks(path)) {
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const end = all.lastIndexOf(lineFeed) + 1;
    if (end > 0) yield all.subarray(0, end);
    rest = all.subarray(end);
  }
  if (rest.length > 0) yield rest;
}

/** How many lines stand before the first for which it holds; -1 for none. */
function firstLine(lines: Buffer, holds: (line: Buffer) => boolean): number {
  let start = 0;
  for (let number = 0; start < lines.length; number++) {
    const end = lines.indexOf(lineFeed, start);
    const stop = end < 0 ? lines.length : end + 1;
    if (holds(lines.subarray(start, stop))) return number;
    start = stop;
  }
  return -1;
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
