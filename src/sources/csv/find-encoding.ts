import { isAscii, isUtf8 } from 'node:buffer';
import type { CsvEncoding } from '../../csv/index.ts';
import { markOf } from './open-records.ts';

/** What the bytes of a file say of their encoding. Lines count from 1. */
export interface EncodingSurvey {
  /** That of its byte order mark, or UTF-16 where every other byte says so; then what follows is not looked at. */
  readonly mark: CsvEncoding | null;
  /** The first line with letters in UTF-8 beyond ASCII. */
  readonly utf8Line: number | null;
  /** The first line that is not UTF-8. */
  readonly otherLine: number | null;
}

/** The encoding that is taken where a file is not UTF-8: what Windows wrote in Western Europe. */
export const otherEncoding = 'windows-1252';

const lineFeed = 0x0a;

/** Looks at all bytes of a file, as far as they can decide. */
export async function surveyEncoding(chunks: AsyncIterable<Buffer>): Promise<EncodingSurvey> {
  let utf8Line: number | null = null;
  let otherLine: number | null = null;
  let mark: CsvEncoding | null = null;
  let line = 1;
  let isFirst = true;
  for await (const lines of wholeLines(chunks)) {
    if (isFirst) {
      isFirst = false;
      mark = markOf(lines)?.encoding ?? unmarkedUtf16(lines);
      if (mark === 'utf-16le' || mark === 'utf-16be') break;
    }
    if (isUtf8(lines)) {
      if (utf8Line === null && !isAscii(lines)) utf8Line = line + firstLine(lines, (each) => !isAscii(each));
    } else {
      if (otherLine === null) otherLine = line + firstLine(lines, (each) => !isUtf8(each));
      if (utf8Line === null) {
        const found = firstLine(lines, (each) => !isAscii(each) && isUtf8(each));
        if (found >= 0) utf8Line = line + found;
      }
      if (utf8Line !== null) break;
    }
    line += countLines(lines);
  }
  return { mark, utf8Line, otherLine };
}

/** Letters of Latin scripts in UTF-16 have a zero in each pair of bytes, on the same side; text in other encodings has none. */
function unmarkedUtf16(bytes: Buffer): CsvEncoding | null {
  const looked = bytes.subarray(0, 4096);
  let [first, second] = [0, 0];
  for (let at = 0; at + 1 < looked.length; at += 2) {
    if (looked[at] === 0) first++;
    if (looked[at + 1] === 0) second++;
  }
  const pairs = looked.length >> 1;
  if (first === 0 && second * 2 > pairs) return 'utf-16le';
  return second === 0 && first * 2 > pairs ? 'utf-16be' : null;
}

/** The bytes in pieces that end with a line: no letter is cut. */
async function* wholeLines(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let rest: Buffer[] = [];
  for await (const bytes of chunks) {
    const end = bytes.lastIndexOf(lineFeed) + 1;
    if (end > 0) {
      yield rest.length === 0 ? bytes.subarray(0, end) : Buffer.concat([...rest, bytes.subarray(0, end)]);
      rest = [];
    }
    if (end < bytes.length) rest.push(bytes.subarray(end));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
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
