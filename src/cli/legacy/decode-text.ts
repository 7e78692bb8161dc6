import { isUtf8 } from 'node:buffer';
import type { CsvEncoding } from '../../csv/index.ts';
import { decoderOf, markOf, otherEncoding } from '../../sources/index.ts';

export interface DecodedText {
  readonly text: string;
  readonly encoding: CsvEncoding;
  /** Bytes that stand for no letter in it. */
  readonly bad: number;
}

/** Bytes at the start that decide whether a file is a text. */
const looked = 8192;

/** One zero among so many bytes is damage. */
const damaged = 200;

/** A file as a text: by its byte order mark, else UTF-16 where every other byte is zero, else UTF-8, else Windows-1252. Null: it is no text. */
export function decodeText(bytes: Buffer): DecodedText | null {
  const mark = markOf(bytes);
  const encoding = mark?.encoding ?? unmarked(bytes);
  if (encoding === null) return null;
  const { utf8, bad } = decoderOf(encoding)(bytes, true);
  const text = utf8.toString('utf8');
  return { text: text.startsWith('\ufeff') ? text.slice(1) : text, encoding, bad: bad.length };
}

function unmarked(bytes: Buffer): CsvEncoding | null {
  const head = bytes.subarray(0, looked);
  let even = 0;
  let odd = 0;
  for (let i = 0; i < head.length; i++)
    if (head[i] === 0) {
      if (i % 2 === 0) even++;
      else odd++;
    }
  if (even + odd > 0) {
    const half = head.length / 2;
    if (odd > half * 0.4 && even < half * 0.05) return 'utf-16le';
    if (even > half * 0.4 && odd < half * 0.05) return 'utf-16be';
    // A zero here and there is damage to a text; programs and pictures are full of them.
    if ((even + odd) * damaged > head.length) return null;
  }
  return isUtf8(bytes) ? 'utf-8' : otherEncoding;
}
