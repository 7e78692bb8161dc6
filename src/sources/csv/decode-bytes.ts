import { isAscii, isUtf8 } from 'node:buffer';
import type { CsvEncoding } from '../../csv/index.ts';
import { singleByteLetters } from '../../csv/single-byte.mjs';

/** Bytes that stand for no letter: where U+FFFD stands for them in the UTF-8, and they themselves in hexadecimal. */
export interface BadBytes {
  readonly at: number;
  readonly bytes: string;
}

/** A piece of a file in UTF-8. `bad` is in the order of `at`. */
export interface Decoded {
  readonly utf8: Buffer;
  readonly bad: readonly BadBytes[];
}

/** Decodes a file piece by piece; a letter that is cut at the end of one is finished with the next. */
export type ByteDecoder = (bytes: Buffer, isLast: boolean) => Decoded;

const none: readonly BadBytes[] = [];
const replacement = Buffer.from('\u{fffd}', 'utf8');

/** The decoder of an encoding. What is not valid in it is replaced by U+FFFD and told of; byte order marks are letters like others here. */
export function decoderOf(encoding: CsvEncoding): ByteDecoder {
  switch (encoding) {
    case 'utf-8':
      return utf8Decoder();
    case 'utf-16le':
    case 'utf-16be':
      return utf16Decoder(encoding === 'utf-16le');
    default:
      return singleByteDecoder(encoding);
  }
}

function utf8Decoder(): ByteDecoder {
  let rest = Buffer.alloc(0);
  return (bytes, isLast) => {
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const end = isLast ? all.length : all.length - cutLetter(all);
    rest = Buffer.from(all.subarray(end));
    const whole = all.subarray(0, end);
    return isUtf8(whole) ? { utf8: whole, bad: none } : mendUtf8(whole);
  };
}

/** How many bytes at the end begin a letter that goes on behind it. */
function cutLetter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < letterLength(byte) ? back : 0;
  }
  return 0;
}

function letterLength(first: number): number {
  return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
}

function mendUtf8(bytes: Buffer): Decoded {
  const parts: Buffer[] = [];
  const bad: BadBytes[] = [];
  let length = 0;
  let from = 0;
  const keep = (to: number) => {
    parts.push(bytes.subarray(from, to));
    length += to - from;
  };
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at]!;
    const size = byte < 0x80 ? 1 : letterLength(byte);
    if (byte < 0x80 || (size > 1 && isUtf8(bytes.subarray(at, at + size)) && at + size <= bytes.length)) {
      at += size;
      continue;
    }
    keep(at);
    bad.push({ at: length, bytes: byte.toString(16).padStart(2, '0') });
    parts.push(replacement);
    length += replacement.length;
    at++;
    from = at;
  }
  keep(bytes.length);
  return { utf8: Buffer.concat(parts, length), bad };
}

function singleByteDecoder(encoding: CsvEncoding): ByteDecoder {
  const table = singleByteLetters(encoding).map((letter) =>
    letter === null ? null : Buffer.from(letter, 'utf8'),
  );
  return (bytes) => {
    if (isAscii(bytes)) return { utf8: bytes, bad: none };
    const utf8 = Buffer.allocUnsafe(bytes.length * 3);
    const bad: BadBytes[] = [];
    let end = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte < 0x80) {
        utf8[end++] = byte;
        continue;
      }
      const letter = table[byte];
      if (letter == null) bad.push({ at: end, bytes: byte.toString(16) });
      const written = letter ?? replacement;
      for (let part = 0; part < written.length; part++) utf8[end++] = written[part]!;
    }
    return { utf8: utf8.subarray(0, end), bad };
  };
}

function utf16Decoder(isLittleEndian: boolean): ByteDecoder {
  let rest = Buffer.alloc(0);
  return (bytes, isLast) => {
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const units = all.length >> 1;
    const unitAt = (index: number) =>
      isLittleEndian
        ? all[2 * index]! | (all[2 * index + 1]! << 8)
        : (all[2 * index]! << 8) | all[2 * index + 1]!;
    const waits = !isLast && units > 0 && isHigh(unitAt(units - 1));
    const end = waits ? units - 1 : units;
    const utf8 = Buffer.allocUnsafe(end * 3 + 3);
    const bad: BadBytes[] = [];
    let length = 0;
    const refuse = (from: number, to: number) => {
      bad.push({ at: length, bytes: all.subarray(from, to).toString('hex') });
      length += replacement.copy(utf8, length);
    };
    for (let index = 0; index < end; index++) {
      const unit = unitAt(index);
      if (unit < 0x80) utf8[length++] = unit;
      else if (unit < 0x800) {
        utf8[length++] = 0xc0 | (unit >> 6);
        utf8[length++] = 0x80 | (unit & 0x3f);
      } else if (unit < 0xd800 || unit >= 0xe000) {
        utf8[length++] = 0xe0 | (unit >> 12);
        utf8[length++] = 0x80 | ((unit >> 6) & 0x3f);
        utf8[length++] = 0x80 | (unit & 0x3f);
      } else {
        const low = isHigh(unit) && index + 1 < end ? unitAt(index + 1) : 0;
        if (low < 0xdc00 || low >= 0xe000) {
          refuse(2 * index, 2 * index + 2);
          continue;
        }
        index++;
        const letter = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        utf8[length++] = 0xf0 | (letter >> 18);
        utf8[length++] = 0x80 | ((letter >> 12) & 0x3f);
        utf8[length++] = 0x80 | ((letter >> 6) & 0x3f);
        utf8[length++] = 0x80 | (letter & 0x3f);
      }
    }
    if (isLast && all.length % 2 === 1) refuse(all.length - 1, all.length);
    rest = isLast ? Buffer.alloc(0) : Buffer.from(all.subarray(2 * end));
    return { utf8: utf8.subarray(0, length), bad };
  };
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}
