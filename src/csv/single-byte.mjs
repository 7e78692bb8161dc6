/** The letters of a character set with one byte a character, by the byte. */
const tables = new Map();

/**
 * 256 letters; null for a byte that stands for nothing. The five bytes that Windows-1252 leaves open are the control characters of the same number, as on the web. JavaScript, because threads
 * read it as it stands.
 * @param {string} encoding `windows-125x`, `iso-8859-x`, `koi8-r`, `koi8-u` or `ibm866`
 * @returns {readonly (string | null)[]}
 */
export function singleByteLetters(encoding) {
  let table = tables.get(encoding);
  if (table === undefined) {
    const decoder = new TextDecoder(encoding);
    table = Array.from({ length: 256 }, (_, byte) => {
      const letter =
        byte < 0x80 || byte >= 0xa0
          ? decoder.decode(Uint8Array.of(byte))
          : upperControl(encoding, byte, decoder);
      return letter === '\u{fffd}' ? null : letter;
    });
    tables.set(encoding, table);
  }
  return table;
}

/** Where the decoder cannot be relied on: for Windows-1252 some versions of Node give ISO 8859-1, and for the ISO sets the web has those of Windows. */
function upperControl(encoding, byte, decoder) {
  if (encoding === 'windows-1252') return windows1252[byte - 0x80];
  return encoding.startsWith('iso-') ? String.fromCharCode(byte) : decoder.decode(Uint8Array.of(byte));
}

const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
