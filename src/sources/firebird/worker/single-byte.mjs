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
      // What the web calls ISO 8859-1 is Windows-1252; the ISO sets themselves have control characters there.
      const control = charset.startsWith('ISO') && byte < 0xa0;
      const text = control ? String.fromCharCode(byte) : decoder.decode(Uint8Array.of(byte));
      return text === '\u{fffd}' ? null : Buffer.from(text, 'utf8');
    });
    tables.set(charset, table);
  }
  return table;
}

function decoderOf(charset) {
  const windows = /^WIN(125\d)$/.exec(charset);
  const iso = /^ISO8859_(\d+)$/.exec(charset);
  const labels = { KOI8R: 'koi8-r', KOI8U: 'koi8-u', DOS866: 'ibm866' };
  return new TextDecoder(windows ? `windows-${windows[1]}` : iso ? `iso-8859-${iso[1]}` : labels[charset]);
}
