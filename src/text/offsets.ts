/** Translation between the units in which DuckDB reports positions and JavaScript's UTF-16 offsets. */

/** The UTF-16 offset at which UTF-8 byte `bytes` of `text` begins; past the end gives the text's length. */
export function utf16OffsetOfByte(text: string, bytes: number): number {
  let seen = 0;
  let at = 0;
  while (at < text.length && seen < bytes) {
    const code = text.codePointAt(at) ?? 0;
    seen += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    at += code > 0xffff ? 2 : 1;
  }
  return at;
}

/** The UTF-16 offset of code point number `points` (from 0) of `text`. */
export function utf16OffsetOfCodePoint(text: string, points: number): number {
  let at = 0;
  for (let seen = 0; seen < points && at < text.length; seen++)
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}
