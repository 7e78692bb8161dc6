/** What the bytes of a character set are in UTF-8, by Firebird's name of the set. */
const tables = new Map();

/**
 * Bytes of a character set with one byte a character, in UTF-8; null where one of them stands for nothing. Done here and not by the server, because that turns such a
 * byte into U+0000 without a word. The five bytes that Windows-1252 leaves open are the control characters of the same number, as on the web.
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
    const decoder = decoderOf(charset);
    table = Array.from({ length: 256 }, (_, byte) => {
      const text =
        byte < 0x80 || byte >= 0xa0
          ? decoder.decode(Uint8Array.of(byte))
          : upperControls(charset, byte, decoder);
      return text === '\u{fffd}' ? null : Buffer.from(text, 'utf8');
    });
    tables.set(charset, table);
  }
  return table;
}

/** Where the decoder cannot be relied on: for Windows-1252 some versions of Node give ISO 8859-1, and for the ISO sets the web has those of Windows. */
function upperControls(charset, byte, decoder) {
  if (charset === 'WIN1252') return windows1252[byte - 0x80];
  return charset.startsWith('ISO') ? String.fromCharCode(byte) : decoder.decode(Uint8Array.of(byte));
}
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function decoderOf(charset) {
  const windows = /^WIN(125\d)$/.exec(charset);
  const iso = /^ISO8859_(\d+)$/.exec(charset);
  const labels = { KOI8R: 'koi8-r', KOI8U: 'koi8-u', DOS866: 'ibm866' };
  return new TextDecoder(windows ? `windows-${windows[1]}` : iso ? `iso-8859-${iso[1]}` : labels[charset]);
}
