import { singleByteLetters } from '../../../csv/single-byte.mjs';

/** What the bytes of a character set are in UTF-8, by Firebird's name of the set. */
const tables = new Map();

/**
 * Bytes of a character set with one byte a character, in UTF-8; null where one of them stands for nothing. Done here and not by the server, because that turns such a
 * byte into U+0000 without a word.
 */
export function utf8Of(raw, charset) {
  const table = tableOf(charset);
  const parts = [];
  for (const byte of raw) {
    const part = table[byte];
    if (part === null) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function tableOf(charset) {
  let table = tables.get(charset);
  if (table === undefined) {
    table = singleByteLetters(encodingOf(charset)).map((letter) =>
      letter === null ? null : Buffer.from(letter, 'utf8'),
    );
    tables.set(charset, table);
  }
  return table;
}

function encodingOf(charset) {
  const windows = /^WIN(125\d)$/.exec(charset);
  const iso = /^ISO8859_(\d+)$/.exec(charset);
  const labels = { KOI8R: 'koi8-r', KOI8U: 'koi8-u', DOS866: 'ibm866' };
  return windows ? `windows-${windows[1]}` : iso ? `iso-8859-${iso[1]}` : labels[charset];
}
