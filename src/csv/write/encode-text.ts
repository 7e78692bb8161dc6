import type { CsvEncoding } from '../encoding.ts';
import { singleByteTable } from './single-byte.ts';

/**
 * What is written for a letter that the encoding does not have: nothing at all (`drop`), its number as XML or Python write it, another text; `error`: the file is
 * not written.
 */
export type Unencodable = 'error' | 'drop' | 'xml' | 'backslash' | { readonly replace: string };

/** Text in pieces, a file's beginning first, to bytes. Throws `NotEncodable`. */
export type Encode = (text: string) => Uint8Array;

export class NotEncodable extends Error {
  readonly letter: string;
  constructor(letter: string) {
    super(`${letter} is not in the encoding`);
    this.name = 'NotEncodable';
    this.letter = letter;
  }
}

/** How text becomes bytes, letter by letter. A piece must not end within a surrogate pair. */
export function encoderOf(encoding: CsvEncoding, unencodable: Unencodable): Encode {
  if (encoding === 'utf-8') {
    const encoder = new TextEncoder();
    return (text) => encoder.encode(text);
  }
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return utf16(encoding === 'utf-16le');
  const table = new Int16Array(0x10000).fill(-1);
  for (let code = 0; code < 0x80; code++) table[code] = code;
  for (const [code, byte] of singleByteTable(encoding)) table[code] = byte;
  const encode = (text: string): Uint8Array => {
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) {
      const byte = table[text.charCodeAt(at)]!;
      if (byte < 0) return withReplacements(text);
      bytes[at] = byte;
    }
    return bytes;
  };
  const withReplacements = (text: string): Uint8Array => {
    let encodable = '';
    for (const letter of text)
      encodable += (table[letter.codePointAt(0)!] ?? -1) >= 0 ? letter : replacement(letter, unencodable);
    return encode(encodable);
  };
  return encode;
}

/** The mark that a file begins with where one is asked for. */
export const byteOrderMark = '\ufeff';

/** Whether the encoding has every letter of the text. */
export function isEncodable(text: string, encoding: CsvEncoding): boolean {
  try {
    encoderOf(encoding, 'error')(text);
    return true;
  } catch (error) {
    if (error instanceof NotEncodable) return false;
    throw error;
  }
}

/** The letters beyond ASCII that the encoding has, as a range of a regular expression's class; null where it has all. */
export function encodableClass(encoding: CsvEncoding): string | null {
  if (encoding === 'utf-8' || encoding === 'utf-16le' || encoding === 'utf-16be') return null;
  const letters = [...singleByteTable(encoding).keys()].map((code) => `\\x{${code.toString(16)}}`);
  return `\\x00-\\x7f${letters.join('')}`;
}

function utf16(little: boolean): Encode {
  return (text) => {
    const bytes = new Uint8Array(text.length * 2);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), little);
    return bytes;
  };
}

function replacement(letter: string, how: Unencodable): string {
  if (how === 'error') throw new NotEncodable(letter);
  if (how === 'drop') return '';
  const code = letter.codePointAt(0)!;
  if (how === 'xml') return `&#${code};`;
  if (how === 'backslash') {
    const hex = code.toString(16);
    if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
    return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
  }
  return how.replace;
}
